package dev.leasehold.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.event.EventFilter.News;
import dev.leasehold.event.EventFilter.Rule;
import dev.leasehold.event.EventFilter.Topic;
import dev.leasehold.git.Outcome;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The events of a report that are news. */
final class EventFilterTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Topic REFUSED = new Topic(EventKind.REFUSED, "home");
  private static final Rule TEN_AN_HOUR = new Rule(Duration.ofHours(1), 10);
  private static final News NOTHING = new News(List.of(), false);

  private final EventFilter filter = new EventFilter();

  @Test
  void passesEachEventOnce() {
    assertEquals(new News(numbers(0, 2), false), at(0, numbers(0, 2)));
    assertEquals(NOTHING, at(0, numbers(0, 2)));
    assertEquals(NOTHING, at(7200, numbers(0, 2)));
    assertEquals(new News(numbers(2, 3), false), at(7200, numbers(0, 3)));
  }

  @Test
  void passesTheFirstTenAndReportsMore() {
    assertEquals(new News(numbers(0, 10), true), at(0, numbers(0, 13)));
    assertEquals(NOTHING, at(1, numbers(13, 20)));
  }

  @Test
  void startsOverAfterAQuietHour() {
    at(0, numbers(0, 13));
    assertEquals(NOTHING, at(3599, numbers(13, 14)));
    assertEquals(NOTHING, at(3600 + 3598, numbers(14, 15)));
    assertEquals(NOTHING, at(3600 + 3599, List.of()));
    assertEquals(new News(numbers(13, 15), false), at(3 * 3600, numbers(13, 15)));
  }

  @Test
  void doesNotRepeatALastingState() {
    at(0, numbers(0, 3));
    assertEquals(new News(numbers(3, 4), false), at(3600, numbers(1, 4)));
    assertEquals(new News(numbers(0, 1), false), at(3601, numbers(0, 4)));
  }

  @Test
  void reportsAnEndOnceAfterABeginning() {
    Topic topic = new Topic(EventKind.STALLED, "");
    WatchEvent failed = new WatchEvent.Failed(new Outcome.Unreachable("no route"));
    WatchEvent recovered = new WatchEvent.Recovered(EventKind.UNREACHABLE);
    assertEquals(NOTHING, filter.report(topic, Rule.EACH, List.of(), START));
    assertEquals(
        new News(List.of(failed), false), filter.report(topic, Rule.EACH, List.of(failed), START));
    assertEquals(NOTHING, filter.report(topic, Rule.EACH, List.of(failed), START));
    assertEquals(
        new News(List.of(recovered), false), filter.report(topic, Rule.EACH, List.of(), START));
    assertEquals(NOTHING, filter.report(topic, Rule.EACH, List.of(), START));
    assertEquals(
        new News(List.of(failed), false), filter.report(topic, Rule.EACH, List.of(failed), START));
  }

  @Test
  void separatesSubjects() {
    at(0, numbers(0, 13));
    Topic other = new Topic(EventKind.REFUSED, "work");
    assertEquals(
        new News(numbers(0, 1), false), filter.report(other, TEN_AN_HOUR, numbers(0, 1), START));
  }

  @Test
  void adjustsToASetClock() {
    at(0, numbers(0, 1));
    filter.movedBy(Duration.ofDays(1));
    assertEquals(NOTHING, at(86_400 + 60, List.of()));
    assertEquals(NOTHING, at(86_400 + 120, numbers(0, 1)));
  }

  @Test
  void reportsAFlappingStateOncePerQuietTime() {
    Topic topic = new Topic(EventKind.STALLED, "");
    Rule rule = new Rule(Duration.ofMinutes(1), Integer.MAX_VALUE);
    WatchEvent failed = new WatchEvent.Failed(new Outcome.Unreachable("no route"));
    WatchEvent recovered = new WatchEvent.Recovered(EventKind.UNREACHABLE);
    List<WatchEvent> events = new ArrayList<>();
    for (int second = 0; second < 10; second++) {
      List<WatchEvent> holding = second % 2 == 0 ? List.of(failed) : List.of();
      events.addAll(filter.report(topic, rule, holding, START.plusSeconds(second)).events());
    }
    assertEquals(List.of(failed, recovered), events);
    assertEquals(NOTHING, filter.report(topic, rule, List.of(failed), START.plusSeconds(10)));
    assertEquals(
        new News(List.of(failed), false),
        filter.report(topic, rule, List.of(failed), START.plusSeconds(60)));
  }

  @Test
  void doesNotHideLaterEventsBehindTenLastingOnes() {
    assertEquals(new News(numbers(0, 10), true), at(0, numbers(0, 11)));
    assertEquals(NOTHING, at(60, numbers(0, 11)));
    assertEquals(new News(List.of(), true), at(2 * 3600, numbers(0, 11)));
  }

  @Test
  void hidesNothingAfterASmallStepBack() {
    Topic topic = new Topic(EventKind.STALLED, "");
    List<WatchEvent> failed = List.of(new WatchEvent.Failed(new Outcome.Unreachable("no route")));
    filter.report(topic, Rule.EACH, failed, START);
    filter.report(topic, Rule.EACH, List.of(), START.minusSeconds(3));
    assertEquals(
        new News(failed, false), filter.report(topic, Rule.EACH, failed, START.minusSeconds(2)));
  }

  private News at(int seconds, List<WatchEvent> holding) {
    return filter.report(REFUSED, TEN_AN_HOUR, holding, START.plusSeconds(seconds));
  }

  private static List<WatchEvent> numbers(int from, int to) {
    return IntStream.range(from, to)
        .<WatchEvent>mapToObj(i ->
            new WatchEvent.Refused(
                "home",
                new RefusedPrefix(Prefix.parse("fd00:" + i + "::/56"), "it is unique local")))
        .toList();
  }
}
