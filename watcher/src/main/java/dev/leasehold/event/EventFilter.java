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
 * Passes what is news. The same state is reported again and again: it passes when it begins, and
 * when it begins again after it was over for a while.
 */
public final class EventFilter {
  /**
   * What may be reported together.
   *
   * @param kind of the events
   * @param subject of all of them; empty: the target or the process
   */
  public record Topic(EventKind kind, String subject) {}

  /**
   * How much of one topic passes.
   *
   * @param quiet for how long something has to be over before it is news again
   * @param most how many different events pass until then; anyone who can send advertisements can
   *     make up any number of prefixes
   */
  public record Rule(Duration quiet, int most) {
    public static final Rule EACH = new Rule(Duration.ZERO, Integer.MAX_VALUE);
  }

  private static final class TopicState {
    /** When each last passed, or last held after it passed; by {@link WatchEvent#news}. */
    private final Map<Object, Instant> passed = new LinkedHashMap<>();

    /** Those that passed and have held ever since. */
    private final Map<Object, WatchEvent> open = new LinkedHashMap<>();

    /** What happens when none of them holds any longer. */
    private Optional<WatchEvent> end = Optional.empty();

    private Instant lastNews = Instant.MIN;
    private boolean tooMany;
  }

  private final Map<Topic, TopicState> topics = new HashMap<>();
  private final Consumer<? super WatchEvent> ended;

  /** A filter that has passed nothing yet. */
  public EventFilter() {
    this(_ -> {});
  }

  /**
   * A filter that has passed nothing yet.
   *
   * @param ended takes each event that passed and no longer holds, before what is news instead
   */
  public EventFilter(Consumer<? super WatchEvent> ended) {
    this.ended = ended;
  }

  /** What passes of one report, and whether more was reported than passes. */
  public record News(List<WatchEvent> events, boolean tooMany) {
    public News {
      events = List.copyOf(events);
    }
  }

  /**
   * Takes in all that holds of a topic.
   *
   * @param holding all of it; what is not among it any longer is over
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
        known.lastNews = now; // the flood goes on
      }
    }
    if (holding.isEmpty()) {
      known.end.ifPresent(news::add);
      known.end = Optional.empty();
    }
    return new News(news, tooMany);
  }

  /**
   * Takes in one more thing that holds of a topic, beside all that holds already. All of it is over
   * with a {@link #report} that lacks it.
   *
   * @return whether it passes
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
   * The same after the wall clock was set.
   *
   * @param step how far forward; negative: back
   */
  public void movedBy(Duration step) {
    for (TopicState known : topics.values()) {
      known.passed.replaceAll((_, at) -> at.plus(step));
      known.lastNews =
          known.lastNews.equals(Instant.MIN) ? known.lastNews : known.lastNews.plus(step);
    }
  }
}
