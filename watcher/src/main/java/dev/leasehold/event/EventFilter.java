package dev.leasehold.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Passes what is news. What holds is reported again and again; it passes when it begins, and when
 * it begins again after it was over for a while.
 */
public final class EventFilter {
  /**
   * What may be reported together.
   *
   * @param kind of the events
   * @param subject of all of them; empty: the target or the process
   */
  public record Topic(WatchEvent.Kind kind, String subject) {}

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

  private static final class Known {
    /** When each was reported last, by {@link WatchEvent#news}. */
    private final Map<Object, Instant> reported = new LinkedHashMap<>();

    /** Those that hold now. */
    private List<WatchEvent> holding = List.of();

    private boolean tooMany;
  }

  private final Map<Topic, Known> topics = new HashMap<>();

  /** What passes of one report, and whether there was more than passes. */
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
    Known known = topics.computeIfAbsent(topic, _ -> new Known());
    List<WatchEvent> news = new ArrayList<>();
    Set<Object> held = new HashSet<>();
    holding.forEach(event -> held.add(event.news()));
    forget(known, rule, held, now);
    boolean tooMany = false;
    for (WatchEvent event : holding) {
      if (known.reported.containsKey(event.news())) {
        known.reported.put(event.news(), now);
      } else if (known.reported.size() < rule.most()) {
        known.reported.put(event.news(), now);
        news.add(event);
      } else {
        tooMany |= !known.tooMany;
        known.tooMany = true;
        known.reported.replaceAll((_, _) -> now); // the flood goes on
      }
    }
    ended(known, holding).ifPresent(news::add);
    known.holding = List.copyOf(holding);
    return new News(news, tooMany);
  }

  private static void forget(Known known, Rule rule, Set<Object> held, Instant now) {
    Iterator<Map.Entry<Object, Instant>> each = known.reported.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Object, Instant> entry = each.next();
      if (!held.contains(entry.getKey()) && !now.isBefore(entry.getValue().plus(rule.quiet()))) {
        each.remove();
        known.tooMany = false;
      }
    }
  }

  private static Optional<WatchEvent> ended(Known known, List<? extends WatchEvent> holding) {
    return holding.isEmpty()
        ? known.holding.stream().flatMap(event -> event.end().stream()).findFirst()
        : Optional.empty();
  }

  /**
   * The same after the wall clock was set.
   *
   * @param step how far forward; negative: back
   */
  public void movedBy(Duration step) {
    topics.values().forEach(known -> known.reported.replaceAll((_, at) -> at.plus(step)));
  }
}
