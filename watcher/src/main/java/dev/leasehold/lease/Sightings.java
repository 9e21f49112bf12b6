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
 * The last announcements of all routers for one DynamicPrefix. Expired sightings are dropped, and
 * the size is bounded for any input. If there are too many routers, those with the current prefix
 * are kept first, then those heard more than once, then the latest.
 */
public record Sightings(List<PrefixProvider> routers) {
  /** No sightings. */
  public static final Sightings NONE = new Sightings(List.of());

  /** The limit of routers for one interface and source. */
  static final int MAX_ROUTERS = 16;

  public Sightings {
    routers = routers.stream().sorted(Comparator.comparing(PrefixProvider::origin)).toList();
  }

  /** The sightings after one more observation. {@code tip} is the lease in Git. */
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

  /** The sightings of the origins that match. */
  public Sightings of(Predicate<Origin> asked) {
    return new Sightings(routers.stream().filter(r -> asked.test(r.origin())).toList());
  }

  /**
   * These sightings merged with others. For a router in both, these sightings win if this process
   * heard them.
   */
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

  /** The sightings after a solicitation was sent on the interface. */
  Sightings solicited(String interfaceName, Duration minStable, Instant at) {
    return ofRouters(interfaceName, r -> r.solicited(minStable, at));
  }

  /** The sightings after the watcher began to listen on the interface. */
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
   * The same sightings after the wall clock was set. Every instant moves by the same step, so that
   * no lifetime changes. A machine without a clock battery receives its first advertisements in
   * 1970.
   *
   * @param step how far the clock was set forward; negative: back
   */
  public Sightings movedBy(Duration step) {
    return new Sightings(routers.stream().map(r -> r.movedBy(step)).toList());
  }

  /**
   * The rank of a prefix: 2 for the current prefix of the lease, 1 for a draining one, otherwise 0.
   */
  static int rank(PrefixLease tip, Prefix prefix) {
    if (tip.current().filter(c -> c.prefix().equals(prefix)).isPresent()) {
      return 2;
    }
    return tip.entries().stream().anyMatch(e -> e.prefix().equals(prefix)) ? 1 : 0;
  }

  /**
   * The rank of a router. A router that prefers a prefix ranks before routers that say that the
   * prefix has ended.
   */
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
