package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules once more, the slow and plain way: everything that was ever said is kept, and each
 * question reads it from the beginning. The simulation holds the lease policy against it. How much
 * silence proves an absence is not repeated here: the book's word is taken, once it is seen to have
 * a ground.
 */
final class Chronicle {
  private sealed interface Event {}

  /**
   * What a router said.
   *
   * @param stopped what it had left out for good by then, as the book has it
   */
  private record SourceReport(Observation observation, Set<Prefix> stopped) implements Event {}

  /** All routers were asked. */
  private record Solicited(Instant at) implements Event {}

  /** What the book knows of one router and one prefix now. */
  interface Book {
    boolean leavesOut(Origin router, Prefix prefix);

    boolean doubts(Origin router, Prefix prefix);

    /** Whether its silence on a prefix that nobody announced counts. */
    boolean isHeir(Origin router);

    boolean succeeded(Origin router, Prefix prefix);

    /** Whether its claim counts for nothing, as another takes it back and it answers nothing. */
    boolean silenced(Origin router, Prefix prefix);
  }

  /** From here on nothing is known but what was remembered. */
  private record Restarted(Instant at) implements Event {}

  private List<Event> events = new ArrayList<>();
  private final Duration minStable;

  Chronicle(Duration minStable) {
    this.minStable = minStable;
  }

  Chronicle copy() {
    Chronicle copy = new Chronicle(minStable);
    copy.events.addAll(events);
    return copy;
  }

  void hear(Observation observation, Set<Prefix> stopped) {
    events.add(new SourceReport(observation, stopped));
  }

  void solicit(Instant at) {
    events.add(new Solicited(at));
  }

  void restart(Instant at) {
    events.add(new Restarted(at));
  }

  void moveBy(Duration step) {
    List<Event> moved = new ArrayList<>();
    for (Event event : events) {
      moved.add(
          switch (event) {
            case SourceReport(Observation o, Set<Prefix> stopped) ->
                new SourceReport(o.receivedAt(o.at().plus(step)), stopped);
            case Solicited(Instant at) -> new Solicited(at.plus(step));
            case Restarted(Instant at) -> new Restarted(at.plus(step));
          });
    }
    events = moved;
  }

  /** One router and one prefix, from the beginning to now. */
  private final class Story {
    final Origin router;
    boolean announced;
    boolean heardSinceStart;
    boolean routerHeardSinceStart;
    int asked;
    int answers;
    Instant first = Instant.MIN;
    Instant steadySince = Instant.MIN;
    Instant last = Instant.MIN;
    Instant preferredUntil = Instant.MIN;
    Instant validUntil = Instant.MIN;

    Story(Origin router, Prefix prefix) {
      this.router = router;
      for (Event event : events) {
        switch (event) {
          case Restarted(Instant at) -> restart(at);
          case Solicited(Instant _) -> asked++;
          case SourceReport(Observation o, Set<Prefix> stopped) when o.origin().equals(router) -> {
            routerHeardSinceStart = true;
            answers++;
            for (Announced said : o.prefixes()) {
              if (said.prefix().equals(prefix)) {
                mention(o.at(), said, stopped.contains(prefix));
              }
            }
          }
          case SourceReport other -> {}
        }
      }
    }

    private void restart(Instant at) {
      asked = 0;
      answers = 0;
      heardSinceStart = false;
      routerHeardSinceStart = false;
      if (!at.isBefore(validUntil)) {
        announced = false;
      } else if (preferredUntil.isAfter(last) && !at.isBefore(preferredUntil)) {
        preferredUntil = validUntil;
      }
    }

    private void mention(Instant at, Announced said, boolean stopped) {
      boolean broken = !announced || stopped || !at.isBefore(validUntil);
      first = broken ? at : first;
      boolean steady = !broken && heardSinceStart && at.isBefore(preferredUntil);
      steadySince = steady ? steadySince : at;
      announced = true;
      heardSinceStart = true;
      asked = 0;
      answers = 0;
      last = at;
      validUntil = at.plus(said.validLifetime());
      preferredUntil =
          at.plus(
              said.preferredLifetime().compareTo(said.validLifetime()) < 0
                  ? said.preferredLifetime()
                  : said.validLifetime());
    }

    boolean isValid(Instant now) {
      return announced && now.isBefore(validUntil);
    }

    boolean isPreferred(Instant now, Book book, Prefix prefix) {
      return isValid(now) && now.isBefore(preferredUntil) && !book.leavesOut(router, prefix);
    }
  }

  /** That an absence is proven has a ground: it was asked about twice, and there were answers. */
  void checkGrounds(Prefix prefix, Book book) {
    for (Story story : stories(prefix)) {
      if (book.leavesOut(story.router, prefix)) {
        assertTrue(story.asked >= 2, () -> prefix + " was asked for " + story.asked + " times");
        assertTrue(story.answers >= 3, () -> prefix + " of " + story.answers + " answers");
      }
    }
  }

  private List<Story> stories(Prefix prefix) {
    Set<Origin> routers = new TreeSet<>();
    for (Event event : events) {
      if (event instanceof SourceReport(Observation o, Set<Prefix> _)) {
        routers.add(o.origin());
      }
    }
    return routers.stream().map(r -> new Story(r, prefix)).toList();
  }

  private List<Story> believed(Prefix prefix, Book book) {
    return stories(prefix).stream().filter(t -> !book.silenced(t.router, prefix)).toList();
  }

  Standing standing(Prefix prefix, Book book, Instant now) {
    List<Story> all = believed(prefix, book);
    List<Story> known = all.stream().filter(t -> t.announced).toList();
    List<Story> valid = known.stream().filter(t -> t.isValid(now)).toList();
    if (known.isEmpty()) {
      return all.stream().anyMatch(t -> book.leavesOut(t.router, prefix) && book.isHeir(t.router))
          ? Standing.UNMENTIONED
          : Standing.UNKNOWN;
    }
    if (valid.isEmpty()) {
      if (known.stream().noneMatch(t -> t.routerHeardSinceStart)) {
        return Standing.UNKNOWN;
      }
      Instant end = known.stream().map(t -> t.validUntil).max(Comparator.naturalOrder()).get();
      return known.stream().anyMatch(t -> t.validUntil.equals(end) && t.last.equals(end))
          ? Standing.WITHDRAWN
          : Standing.EXPIRED;
    }
    if (valid.stream().allMatch(t -> isOut(t, prefix, book))) {
      return Standing.UNMENTIONED;
    }
    return valid.stream().anyMatch(t -> t.isPreferred(now, book, prefix) && !isOut(t, prefix, book))
        ? Standing.PREFERRED
        : Standing.DEPRECATED;
  }

  /** Whether anybody is known to have announced it. */
  boolean isKnown(Prefix prefix) {
    return stories(prefix).stream().anyMatch(t -> t.announced);
  }

  private static boolean isOut(Story story, Prefix prefix, Book book) {
    return book.leavesOut(story.router, prefix) || book.succeeded(story.router, prefix);
  }

  /** Whether somebody was heard to say that it may be used still, beyond doubt. */
  boolean isMentioned(Prefix prefix, Book book, Instant now) {
    return believed(prefix, book).stream()
        .anyMatch(t ->
            t.heardSinceStart
                && t.isValid(now)
                && !isOut(t, prefix, book)
                && !book.doubts(t.router, prefix));
  }

  /** Until when somebody said that it is valid. */
  Optional<Instant> validUntil(Prefix prefix, Book book) {
    return believed(prefix, book).stream()
        .filter(t -> t.announced)
        .map(t -> t.validUntil)
        .max(Comparator.naturalOrder());
  }

  /**
   * The best of these prefixes to take.
   *
   * @param steady whether it has to have been announced for long enough
   * @param doubtful whether it may be one that its router is asked about
   */
  Optional<Prefix> best(
      List<Prefix> prefixes, boolean steady, boolean doubtful, Book book, Instant now) {
    record Choice(Prefix prefix, boolean doubtful, Instant first, Instant until) {}
    List<Choice> choices = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      List<Story> preferred =
          believed(prefix, book).stream()
              .filter(t ->
                  t.isPreferred(now, book, prefix)
                      && t.heardSinceStart
                      && !book.succeeded(t.router, prefix))
              .toList();
      boolean ripe =
          preferred.stream()
              .anyMatch(t ->
                  !now.isBefore(t.steadySince.plus(minStable)) && !book.doubts(t.router, prefix));
      boolean inDoubt = preferred.stream().allMatch(t -> book.doubts(t.router, prefix));
      if (!preferred.isEmpty() && (ripe || !steady) && (doubtful || !inDoubt)) {
        choices.add(
            new Choice(
                prefix,
                inDoubt,
                preferred.stream().map(t -> t.first).min(Comparator.naturalOrder()).orElseThrow(),
                preferred.stream()
                    .map(t -> t.preferredUntil)
                    .max(Comparator.naturalOrder())
                    .orElseThrow()));
      }
    }
    return choices.stream()
        .min(
            Comparator.comparing(Choice::doubtful)
                .thenComparing(Choice::first)
                .thenComparing(Choice::until, Comparator.reverseOrder())
                .thenComparing(Choice::prefix))
        .map(Choice::prefix);
  }
}
