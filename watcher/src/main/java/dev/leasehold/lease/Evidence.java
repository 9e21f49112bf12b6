package dev.leasehold.lease;

import dev.leasehold.lease.Decision.Solicitation;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the routers that are believed say at one moment, taken together.
 *
 * @param newestCommit the time of the newest commit at the tip
 */
record Evidence(List<Router> routers, Duration minStable, Instant now, Instant newestCommit) {
  /** RFC 4861 section 10: RTR_SOLICITATION_INTERVAL. */
  private static final Duration SOLICITATION_INTERVAL = Duration.ofSeconds(4);

  /** Up to 17 minutes. */
  private static final int MAX_DOUBLINGS = 8;

  private static final Comparator<Sighting> LAST_ENDED =
      Comparator.comparing(Sighting::validUntil).thenComparing(Sighting::withdrawn);

  Evidence {
    routers = List.copyOf(routers);
  }

  /** No battery, and no time from the network yet: what is due by this clock is not. */
  boolean clockBehind() {
    return now.isBefore(newestCommit);
  }

  /**
   * As the best of the routers says whose announcement still holds; where none does, by how the
   * last of them ended; where nobody is known to have announced it, any may say that it is gone.
   */
  Standing standing(Prefix prefix) {
    return routers.stream()
        .flatMap(r ->
            r.sighting(prefix).filter(s -> !s.expired(now)).stream()
                .map(s -> r.standing(s, minStable, now)))
        .min(Comparator.naturalOrder())
        .or(() -> sightings(prefix).max(LAST_ENDED).map(s -> s.standing(now)))
        .orElseGet(() ->
            routers.stream()
                    .flatMap(r -> r.silence(prefix).stream())
                    .anyMatch(s -> s.proves(minStable))
                ? Standing.UNMENTIONED
                : Standing.UNKNOWN);
  }

  /** Until when it works, as far as anybody said. */
  Optional<Instant> validUntil(Prefix prefix) {
    return sightings(prefix).map(Sighting::validUntil).max(Comparator.naturalOrder());
  }

  /** All prefixes that are preferred and were heard since the start, the best first. */
  List<Candidate> candidates() {
    Map<Prefix, Candidate> byPrefix = new TreeMap<>();
    for (Router router : routers) {
      for (Sighting s : router.sightings()) {
        if (s.heardSinceStart() && router.standing(s, minStable, now) == Standing.PREFERRED) {
          boolean steady = !now.isBefore(s.steadySince().plus(minStable));
          byPrefix.merge(
              s.prefix(),
              new Candidate(s.prefix(), router.origin(), s.first(), s.preferredUntil(), steady),
              Candidate::and);
        }
      }
    }
    return byPrefix.values().stream().sorted(Candidate.BEST_FIRST).toList();
  }

  /** All prefixes of which somebody says that they are valid, in order. */
  NavigableSet<Prefix> valid() {
    NavigableSet<Prefix> valid = new TreeSet<>();
    routers.stream()
        .flatMap(r -> r.sightings().stream())
        .filter(s -> !s.expired(now))
        .forEach(s -> valid.add(s.prefix()));
    return valid;
  }

  /**
   * When to ask the routers again that leave the prefix out. One that splits its options over
   * several advertisements would be asked without end: it is asked less and less, until it has
   * announced the prefix twice in a row.
   */
  List<Solicitation> solicitations(Prefix prefix) {
    boolean known = sightings(prefix).findAny().isPresent();
    List<Solicitation> all = new ArrayList<>();
    for (Router router : routers) {
      Optional<Sighting> sighting = router.sighting(prefix);
      Optional<Silence> silence = router.silence(prefix).filter(s -> !s.proves(minStable));
      boolean matters = !known || sighting.filter(s -> !s.expired(now)).isPresent();
      if (silence.isPresent() && matters) {
        Duration wait = patience(sighting.map(Sighting::falseAlarms).orElse(0));
        String interfaceName = router.origin().interfaceName();
        all.add(new Solicitation(interfaceName, silence.get().first().plus(wait)));
      }
    }
    return all.stream().distinct().sorted(Comparator.comparing(Solicitation::at)).toList();
  }

  private Duration patience(int falseAlarms) {
    if (falseAlarms == 0) {
      return minStable;
    }
    Duration base =
        minStable.compareTo(SOLICITATION_INTERVAL) > 0 ? minStable : SOLICITATION_INTERVAL;
    return base.multipliedBy(1L << Math.min(falseAlarms, MAX_DOUBLINGS));
  }

  /** Every instant at which something said of such a prefix comes to mean something else. */
  Stream<Instant> turningPoints(Predicate<Prefix> matters) {
    return routers.stream()
        .flatMap(r -> r.sightings().stream())
        .filter(s -> matters.test(s.prefix()))
        .flatMap(s ->
            Stream.concat(
                Stream.of(s.preferredUntil(), s.validUntil()),
                s.heardSinceStart() ? Stream.of(s.steadySince().plus(minStable)) : Stream.empty()));
  }

  private Stream<Sighting> sightings(Prefix prefix) {
    return routers.stream().flatMap(r -> r.sighting(prefix).stream());
  }
}
