package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What every router last said of the prefixes of one DynamicPrefix. It forgets what has run out,
 * and is bounded whatever is sent: where there are too many routers, those stay that know the
 * current prefix, then those heard more than once, then the latest.
 */
public record Sightings(List<PrefixProvider> routers) {
  /** Nothing was heard yet. */
  public static final Sightings NONE = new Sightings(List.of());

  /** On one interface, of one source. */
  static final int MAX_ROUTERS = 16;

  public Sightings {
    routers = routers.stream().sorted(Comparator.comparing(PrefixProvider::origin)).toList();
  }

  /** After one more observation, with the lease as it is in Git. */
  Sightings with(Observation said, PrefixLease tip, Duration minStable) {
    List<PrefixProvider> others = new ArrayList<>();
    List<PrefixProvider> neighbours = new ArrayList<>();
    PrefixProvider speaker = PrefixProvider.of(said.origin(), said.at());
    for (PrefixProvider router : routers) {
      if (router.origin().equals(said.origin())) {
        speaker = router;
      } else {
        (sameLink(router, speaker) ? neighbours : others).add(router.forgetting(said.at(), tip));
      }
    }
    neighbours.add(speaker.heard(said, tip, minStable));
    Comparator<PrefixProvider> mostUseful =
        Comparator.<PrefixProvider>comparingInt(r -> -rank(tip, r, said.at()))
            .thenComparing(r -> r.firstHeard().equals(r.lastHeard()))
            .thenComparing(PrefixProvider::lastHeard, Comparator.reverseOrder())
            .thenComparing(PrefixProvider::origin);
    neighbours.stream().sorted(mostUseful).limit(MAX_ROUTERS).forEach(others::add);
    return new Sightings(others);
  }

  /** What was heard of these alone. */
  public Sightings of(Predicate<Origin> asked) {
    return new Sightings(routers.stream().filter(r -> asked.test(r.origin())).toList());
  }

  /** With what others are known to say; of those that were heard here, what was heard here. */
  public Sightings and(Sightings others) {
    List<PrefixProvider> all = new ArrayList<>(others.routers);
    for (PrefixProvider router : routers) {
      boolean remembered = router.sightings().stream().noneMatch(Sighting::heardSinceStart);
      if (!(remembered && others.knows(router.origin()))) {
        all.removeIf(r -> r.origin().equals(router.origin()));
        all.add(router);
      }
    }
    return new Sightings(all);
  }

  private boolean knows(Origin origin) {
    return routers.stream().anyMatch(r -> r.origin().equals(origin));
  }

  /** After a solicitation was sent on that interface. */
  Sightings solicited(String interfaceName, Duration minStable, Instant at) {
    return ofRouters(interfaceName, r -> r.solicited(minStable, at));
  }

  /** Somebody listens on that interface from then on. */
  public Sightings listening(String interfaceName, Instant at) {
    return ofRouters(interfaceName, r -> r.listening(at));
  }

  private Sightings ofRouters(String interfaceName, UnaryOperator<PrefixProvider> change) {
    return new Sightings(
        routers.stream()
            .map(r ->
                r.origin() instanceof Origin.Advertised a && a.interfaceName().equals(interfaceName)
                    ? change.apply(r)
                    : r)
            .toList());
  }

  /**
   * The same after the wall clock was set: every instant moves along, so that no lifetime is
   * shortened or stretched by it. A machine without a battery hears its first advertisements in
   * 1970.
   *
   * @param step how far the clock was set forward; negative: back
   */
  public Sightings movedBy(Duration step) {
    return new Sightings(routers.stream().map(r -> r.movedBy(step)).toList());
  }

  /** How much it matters to the lease: 2 for its current prefix, 1 for one that drains, or 0. */
  static int rank(PrefixLease tip, Prefix prefix) {
    if (tip.current().filter(c -> c.prefix().equals(prefix)).isPresent()) {
      return 2;
    }
    return tip.entries().stream().anyMatch(e -> e.prefix().equals(prefix)) ? 1 : 0;
  }

  /** One that prefers a prefix goes before any number of those that say that it has ended. */
  private static int rank(PrefixLease tip, PrefixProvider router, Instant now) {
    return router.sightings().stream()
        .mapToInt(s -> {
          int rank = rank(tip, s.prefix());
          return rank > 0 && s.preferredUntil().isAfter(now) ? 2 * rank + 1 : 2 * rank;
        })
        .max()
        .orElse(0);
  }

  private static boolean sameLink(PrefixProvider one, PrefixProvider other) {
    return one.origin().source().equals(other.origin().source())
        && one.origin().where().equals(other.origin().where());
  }
}
