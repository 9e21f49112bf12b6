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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What those that are believed say at one moment, taken together. Where a delegation is asked for,
 * or what the kernel has, advertisements are the fallback: they are followed once there is nothing
 * else.
 *
 * @param routers those that the intent asks
 * @param former those that it does not ask any longer, with what they said last
 * @param asked whom the intent asks
 * @param source where the prefix in use came from
 * @param newestCommit the time of the newest commit at the tip
 */
record Evidence(
    List<Router> routers,
    List<Router> former,
    Asked asked,
    String source,
    Duration minStable,
    Instant now,
    Instant newestCommit) {
  /** RFC 4861 section 10: RTR_SOLICITATION_INTERVAL. */
  private static final Duration SOLICITATION_INTERVAL = Duration.ofSeconds(4);

  /** Up to 17 minutes. */
  private static final int MAX_DOUBLINGS = 8;

  private static final Comparator<Sighting> LAST_ENDED =
      Comparator.comparing(Sighting::validUntil).thenComparing(Sighting::withdrawn);

  Evidence {
    routers = List.copyOf(routers);
    former = List.copyOf(former);
  }

  /** No battery, and no time from the network yet: what is due by this clock is not. */
  boolean clockBehind() {
    return now.isBefore(newestCommit);
  }

  /**
   * As the best of them says whose word still holds; where none does, by how the last of them
   * ended; where nobody is known to have lent it, any of the source that it came from may say that
   * it is gone.
   */
  Standing standing(Prefix prefix) {
    Standing said =
        routers.stream()
            .flatMap(r ->
                r.sighting(prefix).filter(s -> !s.expired(now)).stream()
                    .map(s -> r.standing(s, minStable, now)))
            .min(Comparator.naturalOrder())
            .or(() -> sightings(prefix).max(LAST_ENDED).map(s -> s.standing(now)))
            .orElseGet(() -> unknown(prefix));
    boolean inUse = said == Standing.PREFERRED || said == Standing.UNKNOWN;
    return inUse && isStopgap(prefix) ? Standing.STOPGAP : said;
  }

  /**
   * Where whoever lent it is asked no longer, the silence of others says nothing: only what was
   * said before counts.
   */
  private Standing unknown(Prefix prefix) {
    Optional<Standing> before =
        former.stream()
            .flatMap(r -> r.sighting(prefix).stream().map(s -> r.standing(s, minStable, now)))
            .map(said -> said.lost() ? said : Standing.SOURCE_CHANGED)
            .min(Comparator.naturalOrder());
    if (before.isPresent() || !asked.includes(source)) {
      return before.orElse(Standing.SOURCE_CHANGED);
    }
    boolean gone =
        routers.stream()
            .filter(r -> r.origin().source().equals(source))
            .anyMatch(r -> r.leavesOut(prefix, minStable, now));
    return gone ? Standing.UNMENTIONED : Standing.UNKNOWN;
  }

  /** Taken from an advertisement, and now there is one of the source that comes first. */
  private boolean isStopgap(Prefix prefix) {
    return source.equals(Origin.Advertised.SOURCE)
        && first().allMatch(r -> r.sighting(prefix).isEmpty())
        && !candidates(first()).isEmpty();
  }

  /** Until when it works, as far as anybody said. */
  Optional<Instant> validUntil(Prefix prefix) {
    return Stream.concat(
            sightings(prefix), former.stream().flatMap(r -> r.sighting(prefix).stream()))
        .map(Sighting::validUntil)
        .max(Comparator.naturalOrder());
  }

  /** All prefixes that may be taken: preferred, and heard since the start. The best first. */
  List<Candidate> candidates() {
    List<Candidate> lent = candidates(first());
    boolean fallback =
        first().allMatch(r -> r.barren(now))
            && (!asked.includesMoreThanAdvertisements() || first().count() > 0);
    return lent.isEmpty() && fallback ? candidates(advertised()) : lent;
  }

  private List<Candidate> candidates(Stream<Router> of) {
    Map<Prefix, Candidate> byPrefix = new TreeMap<>();
    of.forEach(router -> {
      for (Sighting s : router.sightings()) {
        if (s.heardSinceStart() && router.standing(s, minStable, now) == Standing.PREFERRED) {
          boolean steady = !now.isBefore(s.steadySince().plus(minStable));
          byPrefix.merge(
              s.prefix(),
              new Candidate(s.prefix(), router.origin(), s.first(), s.preferredUntil(), steady),
              Candidate::and);
        }
      }
    });
    return byPrefix.values().stream().sorted(Candidate.BEST_FIRST).toList();
  }

  /** Those that are followed as long as they have anything. */
  private Stream<Router> first() {
    return routers.stream().filter(r -> !isAdvertised(r));
  }

  private Stream<Router> advertised() {
    return routers.stream().filter(Evidence::isAdvertised);
  }

  private static boolean isAdvertised(Router router) {
    return router.origin() instanceof Origin.Advertised;
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
   * When to ask the routers again that leave a prefix out: the one in use, or, beside a delegation,
   * any that the link itself has. One that splits its options over several advertisements would be
   * asked without end: it is asked less and less, until it has announced the prefix twice in a row.
   */
  List<Solicitation> solicitations(Optional<Prefix> current) {
    Set<Prefix> prefixes = new TreeSet<>();
    current.ifPresent(prefixes::add);
    if (asked.includesMoreThanAdvertisements()) {
      advertised()
          .flatMap(r -> r.sightings().stream())
          .filter(Sighting::heardSinceStart)
          .forEach(s -> prefixes.add(s.prefix()));
    }
    return prefixes.stream()
        .flatMap(this::solicitations)
        .distinct()
        .sorted(Comparator.comparing(Solicitation::at))
        .toList();
  }

  private Stream<Solicitation> solicitations(Prefix prefix) {
    boolean known = sightings(prefix).findAny().isPresent();
    List<Solicitation> all = new ArrayList<>();
    advertised()
        .filter(router -> !router.leavesOut(prefix, minStable, now))
        .forEach(router -> {
          Optional<Sighting> sighting = router.sighting(prefix);
          Optional<Silence> silence = router.silence(prefix);
          boolean matters =
              sighting.filter(s -> !s.expired(now)).isPresent()
                  || !known && source.equals(Origin.Advertised.SOURCE);
          if (silence.isPresent() && matters) {
            Duration wait = patience(sighting.map(Sighting::falseAlarms).orElse(0));
            String interfaceName = router.origin().interfaceName();
            all.add(new Solicitation(interfaceName, silence.get().first().plus(wait)));
          }
        });
    return all.stream();
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
    Stream<Instant> ofSightings =
        Stream.concat(routers.stream(), former.stream())
            .flatMap(r -> r.sightings().stream())
            .filter(s -> matters.test(s.prefix()))
            .flatMap(s ->
                Stream.concat(
                    Stream.of(s.preferredUntil(), s.validUntil()),
                    s.heardSinceStart()
                        ? Stream.of(s.steadySince().plus(minStable))
                        : Stream.empty()));
    return Stream.concat(ofSightings, routers.stream().flatMap(r -> r.turningPoints(minStable)));
  }

  private Stream<Sighting> sightings(Prefix prefix) {
    return routers.stream().flatMap(r -> r.sighting(prefix).stream());
  }
}
