package dev.leasehold.lease;

import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
 * What those that are believed say at one moment, taken together. Where a delegation is asked for,
 * or what the kernel has, advertisements are no more than a cross-check, unless the intent makes
 * them the fallback: then they are followed once there is nothing else.
 *
 * @param routers those that the intent asks
 * @param former those that it no longer asks, with what they said last
 * @param asked whom the intent asks
 * @param source where the prefix in use came from
 * @param accepted which prefixes the guardrails let through
 * @param newestCommit the time of the newest commit at the tip
 */
record Evidence(
    List<PrefixProvider> routers,
    List<PrefixProvider> former,
    Asked asked,
    String source,
    Predicate<Prefix> accepted,
    Duration minStable,
    Instant now,
    Instant newestCommit) {
  /**
   * A prefix that is preferred, over all routers that say so.
   *
   * @param origin who announced it first
   * @param first since when it is announced
   * @param preferredSince since when some router prefers it without a break
   * @param steady whether some router has preferred it for long enough, beyond doubt
   * @param doubtful whether every router that announced it left it out, and is asked about it
   */
  record Candidate(
      Prefix prefix,
      Origin origin,
      Instant first,
      Instant preferredUntil,
      Instant preferredSince,
      boolean steady,
      boolean doubtful) {
    /**
     * Which is taken: one beyond doubt, then the earliest announced, then the longest preferred,
     * then the lowest number.
     */
    static final Comparator<Candidate> BEST_FIRST =
        Comparator.comparing(Candidate::doubtful)
            .thenComparing(Candidate::first)
            .thenComparing(Candidate::preferredUntil, Comparator.reverseOrder())
            .thenComparing(Candidate::prefix);

    /** The same prefix, announced by another router too. */
    Candidate and(Candidate other) {
      Candidate earlier = other.first.isBefore(first) ? other : this;
      Instant longer =
          other.preferredUntil.isAfter(preferredUntil) ? other.preferredUntil : preferredUntil;
      return new Candidate(
          prefix,
          earlier.origin,
          earlier.first,
          longer,
          other.preferredSince.isBefore(preferredSince) ? other.preferredSince : preferredSince,
          steady || other.steady,
          doubtful && other.doubtful);
    }
  }

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
   * As the best of them says whose word still holds. Where none does, by how the last of them
   * ended, once one of them was heard since the start. Where nobody is known to have lent it, those
   * of its source may say that it is gone.
   */
  Standing standing(Prefix prefix) {
    Standing said =
        believed(prefix)
            .flatMap(r ->
                r.sighting(prefix).filter(s -> !s.expired(now)).stream().map(s -> standing(r, s)))
            .min(Comparator.naturalOrder())
            .or(() -> ended(prefix))
            .orElseGet(() -> unknown(prefix));
    boolean inUse = said == Standing.PREFERRED || said == Standing.UNKNOWN;
    return inUse && isStopgap(prefix) ? Standing.STOPGAP : said;
  }

  private Standing standing(PrefixProvider router, Sighting sighting) {
    Standing said = router.standing(sighting, minStable, now);
    return !said.lost() && isSucceeded(router, sighting.prefix()) ? Standing.UNMENTIONED : said;
  }

  private Optional<Standing> ended(Prefix prefix) {
    boolean heard =
        believed(prefix).anyMatch(r -> r.heardSinceStart() && r.sighting(prefix).isPresent());
    Optional<Standing> ended = sightings(prefix).max(LAST_ENDED).map(s -> s.standing(now));
    return heard || ended.isEmpty() ? ended : Optional.of(Standing.UNKNOWN);
  }

  /**
   * Whether a router is gone and another one has taken its place: it answers no solicitation, while
   * one that does has preferred another prefix for long enough. A router that is silent alone
   * changes nothing.
   */
  private boolean isSucceeded(PrefixProvider router, Prefix prefix) {
    Instant silentFrom = router.liveness().silentFrom();
    return router.liveness().gone(now)
        && successors(router, prefix).anyMatch(other -> other.lastHeard().isAfter(silentFrom));
  }

  /**
   * Other routers, heard since it was (advertisements are asked for on one link), that have
   * preferred another prefix for long enough.
   */
  private Stream<PrefixProvider> successors(PrefixProvider router, Prefix prefix) {
    return advertised()
        .filter(other -> other.lastHeard().isAfter(router.lastHeard()))
        .filter(other ->
            other.sightings().stream()
                .anyMatch(s ->
                    !s.prefix().equals(prefix)
                        && accepted.test(s.prefix())
                        && isPreferred(other, s)
                        && isSteady(other, s)));
  }

  /** Those whose word on a prefix counts. */
  private Stream<PrefixProvider> believed(Prefix prefix) {
    return routers.stream().filter(r -> !isSilenced(r, prefix));
  }

  /**
   * Whether a router's claim to a prefix counts for nothing: another router of its link takes the
   * prefix back and answers solicitations, and this one answers none. It may be a stranger that
   * sent one message, or the same router with the address that it had before.
   */
  private boolean isSilenced(PrefixProvider router, Prefix prefix) {
    if (!router.liveness().ignores(now)) {
      return false;
    }
    Instant lastAsked = router.liveness().ignoresFrom().minus(Absence.SOLICITATION_INTERVAL);
    return disputers(router, prefix).anyMatch(other -> other.lastHeard().isAfter(lastAsked));
  }

  /** The routers of its link that take back a prefix that this one claims. */
  private Stream<PrefixProvider> disputers(PrefixProvider router, Prefix prefix) {
    boolean claims =
        router.sighting(prefix).filter(s -> s.standing(now) == Standing.PREFERRED).isPresent();
    return !claims || !isAdvertised(router)
        ? Stream.empty()
        : advertised()
            .filter(other -> other.origin().where().equals(router.origin().where()))
            .filter(other ->
                other
                    .sighting(prefix)
                    .filter(s -> s.heardSinceStart() && takesBack(s))
                    .isPresent());
  }

  private boolean takesBack(Sighting sighting) {
    Standing said = sighting.standing(now);
    return said == Standing.WITHDRAWN || said == Standing.DEPRECATED;
  }

  /** When to ask a router whose claim another one disputes; its answer to the other one counts. */
  private Instant askWhetherItClaimsAt(PrefixProvider router, Prefix prefix) {
    Instant answered = router.lastHeard().plus(Absence.SOLICITATION_INTERVAL);
    return disputers(router, prefix).anyMatch(other -> other.lastHeard().isAfter(answered))
        ? router.liveness().askWhetherItAnswersAt()
        : Absence.NEVER;
  }

  private boolean isPreferred(PrefixProvider router, Sighting sighting) {
    return sighting.heardSinceStart()
        && router.standing(sighting, minStable, now) == Standing.PREFERRED;
  }

  private boolean isSteady(PrefixProvider router, Sighting sighting) {
    return !now.isBefore(sighting.steadySince().plus(minStable))
        && !router.doubts(sighting.prefix(), now);
  }

  /**
   * Where the intent no longer asks the one that lent it, the silence of others says nothing: only
   * what was said before counts.
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
    return leftOutBy(source, prefix) ? Standing.UNMENTIONED : Standing.UNKNOWN;
  }

  private boolean leftOutBy(String bySource, Prefix prefix) {
    return routers.stream()
        .filter(r -> r.origin().source().equals(bySource) && mayTell(r, prefix))
        .anyMatch(r -> r.leavesOut(prefix, minStable, now));
  }

  /**
   * Whether it says anything of a prefix that a router leaves it out: it announced the prefix, or
   * nobody is known to have done so, and it lends one that could take its place. The silence of any
   * other router on the link, such as one with a ULA alone, says nothing.
   */
  private boolean mayTell(PrefixProvider router, Prefix prefix) {
    return switch (router.origin()) {
      case Origin.Advertised _ ->
          router.sighting(prefix).map(s -> !s.expired(now)).orElseGet(() -> isHeir(router, prefix));
      case Origin.Delegated _, Origin.Configured _ -> true;
    };
  }

  private boolean isHeir(PrefixProvider router, Prefix prefix) {
    return source.equals(Origin.Advertised.SOURCE)
        && sightings(prefix).findAny().isEmpty()
        && router.sightings().stream()
            .anyMatch(s -> isPreferred(router, s) && accepted.test(s.prefix()));
  }

  /** Whether anybody is known to have lent it; the lease does not tell of a prefix that drains. */
  boolean knows(Prefix prefix) {
    return Stream.concat(routers.stream(), former.stream())
        .anyMatch(r -> r.sighting(prefix).isPresent());
  }

  /** Whether its source left it out, and is asked if that means anything. */
  boolean doubts(Prefix prefix) {
    return routers.stream().anyMatch(r -> mayTell(r, prefix) && r.doubts(prefix, now));
  }

  /**
   * Who says that it may be used still, preferred or not, beyond doubt; empty when nobody has said
   * so since the start.
   */
  Optional<Origin> mentions(Prefix prefix) {
    return believed(prefix)
        .filter(r ->
            r.sighting(prefix)
                .filter(Sighting::heardSinceStart)
                .filter(s -> !s.expired(now) && !standing(r, s).lost())
                .isPresent())
        .filter(r -> !r.doubts(prefix, now))
        .map(PrefixProvider::origin)
        .findFirst();
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
    return lent.isEmpty() && followsAdvertisements() ? candidates(advertised()) : lent;
  }

  private boolean followsAdvertisements() {
    return !asked.includesMoreThanAdvertisements()
        || asked.fallsBack() && first().count() > 0 && first().allMatch(r -> r.hasNothing(now));
  }

  private List<Candidate> candidates(Stream<PrefixProvider> of) {
    Map<Prefix, Candidate> byPrefix = new TreeMap<>();
    of.forEach(router -> {
      for (Sighting s : router.sightings()) {
        if (isPreferred(router, s)
            && accepted.test(s.prefix())
            && !isSilenced(router, s.prefix())
            && !isSucceeded(router, s.prefix())) {
          byPrefix.merge(
              s.prefix(),
              new Candidate(
                  s.prefix(),
                  router.origin(),
                  s.first(),
                  s.preferredUntil(),
                  s.steadySince(),
                  isSteady(router, s),
                  router.doubts(s.prefix(), now)),
              Candidate::and);
        }
      }
    });
    return byPrefix.values().stream().sorted(Candidate.BEST_FIRST).toList();
  }

  /** Those that are followed as long as they have anything. */
  private Stream<PrefixProvider> first() {
    return routers.stream().filter(r -> !isAdvertised(r));
  }

  private Stream<PrefixProvider> advertised() {
    return routers.stream().filter(Evidence::isAdvertised);
  }

  private static boolean isAdvertised(PrefixProvider router) {
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
   * When to ask the routers: those that were just heard for the first time; those that leave out
   * what the lease holds, what may be taken, or what the link itself has beside a delegation; those
   * that may be gone; those that claim what another one takes back.
   *
   * @param held the prefixes of the lease
   */
  List<Solicitation> solicitations(Collection<Prefix> held) {
    return advertised()
        .flatMap(r -> askAt(r, held).map(at -> new Solicitation(r.origin().where(), at)))
        .filter(s -> !s.at().equals(Absence.NEVER))
        .distinct()
        .sorted(Comparator.comparing(Solicitation::at).thenComparing(Solicitation::interfaceName))
        .toList();
  }

  private Stream<Instant> askAt(PrefixProvider router, Collection<Prefix> held) {
    Stream<Instant> absent =
        Stream.concat(held.stream(), router.sightings().stream().map(Sighting::prefix))
            .distinct()
            .filter(prefix -> matters(router, prefix, held))
            .map(prefix -> router.askAt(prefix, now));
    boolean maySucceed =
        router.sightings().stream()
            .filter(s -> held.contains(s.prefix()) && !s.expired(now))
            .anyMatch(s -> successors(router, s.prefix()).findAny().isPresent());
    Stream<Instant> gone =
        maySucceed ? Stream.of(router.liveness().askWhetherGoneAt()) : Stream.empty();
    boolean lends =
        router.sightings().stream().anyMatch(s -> s.heardSinceStart() && accepted.test(s.prefix()));
    Stream<Instant> atFirst =
        lends ? Stream.of(router.liveness().askAtFirstAt(router.firstHeard())) : Stream.empty();
    Stream<Instant> disputed =
        router.sightings().stream()
            .map(Sighting::prefix)
            .filter(prefix -> held.contains(prefix) || accepted.test(prefix))
            .map(prefix -> askWhetherItClaimsAt(router, prefix));
    return Stream.of(absent, gone, atFirst, disputed).flatMap(instants -> instants);
  }

  private boolean matters(PrefixProvider router, Prefix prefix, Collection<Prefix> held) {
    boolean follows =
        held.contains(prefix) || accepted.test(prefix) || asked.includesMoreThanAdvertisements();
    return follows && mayTell(router, prefix);
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
                    s.heardSinceStart() && s.standing(now) == Standing.PREFERRED
                        ? Stream.of(s.steadySince().plus(minStable))
                        : Stream.empty()));
    return Stream.of(
            ofSightings,
            routers.stream().flatMap(r -> r.turningPoints(minStable)),
            advertised().flatMap(r -> Stream.of(r.liveness().goneAt(), r.liveness().ignoresFrom())))
        .flatMap(instants -> instants)
        .filter(at -> !at.equals(Absence.NEVER));
  }

  private Stream<Sighting> sightings(Prefix prefix) {
    return believed(prefix).flatMap(r -> r.sighting(prefix).stream());
  }
}
