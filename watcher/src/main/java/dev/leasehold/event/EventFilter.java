package dev.leasehold.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes events that are news. A lasting state is reported repeatedly: it passes when it begins,
 * and when it begins again after a pause.
 */
public final class EventFilter {
  /**
   * A group of events that are reported together.
   *
   * @param kind the kind of the events
   * @param subject the subject of all of them; empty: the target or the process
   */
  public record Topic(EventKind kind, String subject) {}

  /**
   * The limits of one topic.
   *
   * @param quiet the pause after which a state is news again
   * @param most the number of different events that pass in that time; anyone who can send
   *     advertisements can invent any number of prefixes
   */
  public record Rule(Duration quiet, int most) {
    public static final Rule EACH = new Rule(Duration.ZERO, Integer.MAX_VALUE);
  }

  private static final class TopicState {
    /**
     * The time when each event last passed, or last held after it passed, by {@link
     * WatchEvent#news}.
     */
    private final Map<Object, Instant> passed = new LinkedHashMap<>();

    /** The events that passed and still hold. */
    private final Map<Object, WatchEvent> open = new LinkedHashMap<>();

    /** The event that follows when none of them holds any longer. */
    private Optional<WatchEvent> end = Optional.empty();

    private Instant lastNews = Instant.MIN;
    private boolean tooMany;
  }

  private final Map<Topic, TopicState> topics = new HashMap<>();
  private final Consumer<? super WatchEvent> ended;

  /** Creates a filter without events. */
  public EventFilter() {
    this(_ -> {});
  }

  /**
   * Creates a filter without events.
   *
   * @param ended receives each event that passed and no longer holds, before the news that replaces
   *     it
   */
  public EventFilter(Consumer<? super WatchEvent> ended) {
    this.ended = ended;
  }

  /** The events of one report that pass, and whether more were reported than may pass. */
  public record News(List<WatchEvent> events, boolean tooMany) {
    public News {
      events = List.copyOf(events);
    }
  }

  /**
   * Reports all events that hold in a topic.
   *
   * @param holding all events that hold; an event that is missing has ended
   */
  public News report(Topic topic, Rule rule, List<? extends WatchEvent> holding, Instant now) {
    TopicState known = topics.computeIfAbsent(topic, _ -> new TopicState());
    Set<Object> held = new HashSet<>();
    holding.forEach(event -> held.add(event.news()));
    end(known, held);
    if (isOver(known.lastNews, rule, now)) {
      known.passed.keySet().retainAll(held);
      known.tooMany = false;
    }
    List<WatchEvent> news = new ArrayList<>();
    boolean tooMany = false;
    for (WatchEvent event : holding) {
      Object what = event.news();
      Instant last = known.passed.get(what);
      boolean justPassed = last != null && !isOver(last, rule, now);
      if (known.open.containsKey(what)) {
        known.passed.put(what, now);
      } else if (!justPassed && (last != null || known.passed.size() < rule.most())) {
        known.passed.put(what, now);
        known.open.put(what, event);
        known.end = event.end();
        known.lastNews = now;
        news.add(event);
      } else if (!justPassed) {
        tooMany |= !known.tooMany;
        known.tooMany = true;
        known.lastNews = now; // the flood continues
      }
    }
    if (holding.isEmpty()) {
      known.end.ifPresent(news::add);
      known.end = Optional.empty();
    }
    return new News(news, tooMany);
  }

  /**
   * Reports one more event that holds in a topic. A later {@link #report} without the event ends
   * it.
   *
   * @return whether the event passes
   */
  public boolean begin(Topic topic, Rule rule, WatchEvent event, Instant now) {
    TopicState known = topics.computeIfAbsent(topic, _ -> new TopicState());
    Object what = event.news();
    if (known.open.containsKey(what) || known.open.size() >= rule.most()) {
      return false;
    }
    known.open.put(what, event);
    known.passed.put(what, now);
    known.end = event.end();
    known.lastNews = now;
    return true;
  }

  private void end(TopicState known, Set<Object> held) {
    List<WatchEvent> over =
        known.open.entrySet().stream()
            .filter(entry -> !held.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    known.open.keySet().retainAll(held);
    over.forEach(ended);
  }

  private static boolean isOver(Instant since, Rule rule, Instant now) {
    return rule.quiet().isZero()
        || since.equals(Instant.MIN)
        || !now.isBefore(since.plus(rule.quiet()));
  }

  /**
   * Adjusts the recorded times after the wall clock was set.
   *
   * @param step the change of the clock; negative: back
   */
  public void movedBy(Duration step) {
    for (TopicState known : topics.values()) {
      known.passed.replaceAll((_, at) -> at.plus(step));
      known.lastNews =
          known.lastNews.equals(Instant.MIN) ? known.lastNews : known.lastNews.plus(step);
    }
  }
}
