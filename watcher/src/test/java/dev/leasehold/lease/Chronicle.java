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
 * A slow and simple second implementation of the rules: it keeps all observations and computes each
 * answer from the beginning. The simulation compares the lease policy with it. It does not repeat
 * the proof of an absence: it takes the result of the policy after a check of its grounds.
 */
final class Chronicle {
  private sealed interface Event {}

  /**
   * A message of a router.
   *
   * @param stopped the prefixes whose absence was proven by then, according to the policy
   */
  private record SourceReport(Observation observation, Set<Prefix> stopped) implements Event {}

  /** All routers were solicited. */
  private record Solicited(Instant at) implements Event {}

  /** The current results of the policy for one router and one prefix. */
  interface PolicyResults {
    boolean leavesOut(Origin router, Prefix prefix);

    boolean doubts(Origin router, Prefix prefix);

    /** Whether the absence of a prefix that no router announced counts. */
    boolean couldReplace(Origin router);

    boolean succeeded(Origin router, Prefix prefix);

    /**
     * Whether the claim of a silent router is ignored, because another router withdraws the prefix.
     */
    boolean silenced(Origin router, Prefix prefix);
  }

  /** A restart: after it, only the saved sightings are known. */
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

  /** The history of one router and one prefix. */
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

    boolean isPreferred(Instant now, PolicyResults policy, Prefix prefix) {
      return isValid(now) && now.isBefore(preferredUntil) && !policy.leavesOut(router, prefix);
    }
  }

  /** Checks the grounds of a proven absence: the router was solicited twice, and answers came. */
  void checkGrounds(Prefix prefix, PolicyResults policy) {
    for (Story story : stories(prefix)) {
      if (policy.leavesOut(story.router, prefix)) {
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

  private List<Story> believed(Prefix prefix, PolicyResults policy) {
    return stories(prefix).stream().filter(t -> !policy.silenced(t.router, prefix)).toList();
  }

  Standing standing(Prefix prefix, PolicyResults policy, Instant now) {
    List<Story> all = believed(prefix, policy);
    List<Story> known = all.stream().filter(t -> t.announced).toList();
    List<Story> valid = known.stream().filter(t -> t.isValid(now)).toList();
    if (known.isEmpty()) {
      return all.stream()
              .anyMatch(t -> policy.leavesOut(t.router, prefix) && policy.couldReplace(t.router))
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
    if (valid.stream().allMatch(t -> isOut(t, prefix, policy))) {
      return Standing.UNMENTIONED;
    }
    return valid.stream()
            .anyMatch(t -> t.isPreferred(now, policy, prefix) && !isOut(t, prefix, policy))
        ? Standing.PREFERRED
        : Standing.DEPRECATED;
  }

  /** Whether any known router announced the prefix. */
  boolean isKnown(Prefix prefix) {
    return stories(prefix).stream().anyMatch(t -> t.announced);
  }

  private static boolean isOut(Story story, Prefix prefix, PolicyResults policy) {
    return policy.leavesOut(story.router, prefix) || policy.succeeded(story.router, prefix);
  }

  /** Whether a router was heard to announce the prefix and does not leave it out. */
  boolean isMentioned(Prefix prefix, PolicyResults policy, Instant now) {
    return believed(prefix, policy).stream()
        .anyMatch(t ->
            t.heardSinceStart
                && t.isValid(now)
                && !isOut(t, prefix, policy)
                && !policy.doubts(t.router, prefix));
  }

  /** The latest end of the announced valid lifetimes. */
  Optional<Instant> validUntil(Prefix prefix, PolicyResults policy) {
    return believed(prefix, policy).stream()
        .filter(t -> t.announced)
        .map(t -> t.validUntil)
        .max(Comparator.naturalOrder());
  }

  /**
   * The best of these prefixes.
   *
   * @param steady whether the prefix must have been announced for minStable
   * @param doubtful whether the prefix may be in doubt
   */
  Optional<Prefix> best(
      List<Prefix> prefixes, boolean steady, boolean doubtful, PolicyResults policy, Instant now) {
    record Choice(Prefix prefix, boolean doubtful, Instant first, Instant until) {}
    List<Choice> choices = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      List<Story> preferred =
          believed(prefix, policy).stream()
              .filter(t ->
                  t.isPreferred(now, policy, prefix)
                      && t.heardSinceStart
                      && !policy.succeeded(t.router, prefix))
              .toList();
      boolean ripe =
          preferred.stream()
              .anyMatch(t ->
                  !now.isBefore(t.steadySince.plus(minStable)) && !policy.doubts(t.router, prefix));
      boolean inDoubt = preferred.stream().allMatch(t -> policy.doubts(t.router, prefix));
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
