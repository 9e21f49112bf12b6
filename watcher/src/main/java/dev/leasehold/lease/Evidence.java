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
 * The combined state of all accepted sources at one moment. If the DynamicPrefix uses a delegation,
 * the kernel or a router's own delegation, advertisements are only a cross-check. If it makes them
 * the fallback, they are used when the other source has no prefix.
 *
 * @param routers the sources that the DynamicPrefix uses
 * @param former the sources that it no longer uses, in their last known state
 * @param sources the configured sources
 * @param source the source of the current prefix, as in the lease
 * @param accepted the prefixes that the guardrails accept
 * @param newestCommit the time of the newest commit at the tip
 */
record Evidence(
    List<PrefixProvider> routers,
    List<PrefixProvider> former,
    ConfiguredSources sources,
    String source,
    Predicate<Prefix> accepted,
    Duration minStable,
    Instant now,
    Instant newestCommit) {
  /**
   * A preferred prefix, merged over all routers that prefer it.
   *
   * @param origin the router that announced it first
   * @param first when it was first announced
   * @param preferredSince since when at least one router prefers it without a break
   * @param steady whether at least one router has preferred it for minStable and does not leave it
   *     out
   * @param doubtful whether every router that announced it has left it out and is being solicited
   *     about it
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
     * The order of preference: a prefix not in doubt, then the earliest announced, then the one
     * with the longest preferred lifetime, then the numerically lowest.
     */
    static final Comparator<Candidate> BEST_FIRST =
        Comparator.comparing(Candidate::doubtful)
            .thenComparing(Candidate::first)
            .thenComparing(Candidate::preferredUntil, Comparator.reverseOrder())
            .thenComparing(Candidate::prefix);

    /** Merges the same prefix of another router. */
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

  /**
   * Whether the clock is behind the newest commit, as on a machine without a clock battery before
   * its first NTP sync. Due times by this clock cannot be trusted.
   */
  boolean clockBehind() {
    return now.isBefore(newestCommit);
  }

  /**
   * The best standing over the accepted routers with an unexpired lifetime for the prefix. If there
   * are none, the standing follows the lifetime that ended last, provided that a router with this
   * prefix was heard since the start. If no known router announced the prefix, the sources of its
   * kind can prove that it is gone.
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
   * Whether a router is gone and another one has replaced it: the router answers no solicitations,
   * and another router that does answer has preferred another prefix for minStable. Without such a
   * successor, a silent router changes nothing.
   */
  private boolean isSucceeded(PrefixProvider router, Prefix prefix) {
    Instant silentFrom = router.liveness().silentFrom();
    return router.liveness().gone(now)
        && successors(router, prefix).anyMatch(other -> other.lastHeard().isAfter(silentFrom));
  }

  /**
   * Other routers that were heard after this router and have preferred another prefix for
   * minStable. All of them are on one link, because a DynamicPrefix uses the advertisements of one
   * interface.
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

  /** The routers whose lifetimes for the prefix count. */
  private Stream<PrefixProvider> believed(Prefix prefix) {
    return routers.stream().filter(r -> !isSilenced(r, prefix));
  }

  /**
   * Whether a router's claim to a prefix is ignored: another router on its link withdraws or
   * deprecates the prefix and answers solicitations, and this router answers none. The silent
   * router may be a stranger that sent one advertisement, or an old address of the same router.
   */
  private boolean isSilenced(PrefixProvider router, Prefix prefix) {
    if (!router.liveness().ignores(now)) {
      return false;
    }
    Instant lastAsked = router.liveness().ignoresFrom().minus(Absence.SOLICITATION_INTERVAL);
    return disputers(router, prefix).anyMatch(other -> other.lastHeard().isAfter(lastAsked));
  }

  /** The routers on the same link that withdraw or deprecate a prefix that this router prefers. */
  private Stream<PrefixProvider> disputers(PrefixProvider router, Prefix prefix) {
    boolean claims =
        router.sighting(prefix).filter(s -> s.standing(now) == Standing.PREFERRED).isPresent();
    return !claims || !isAdvertised(router)
        ? Stream.empty()
        : advertised()
            .filter(other -> other.origin().where().equals(router.origin().where()))
            .filter(other ->
                other.sighting(prefix).filter(s -> s.heardSinceStart() && ends(s)).isPresent());
  }

  private boolean ends(Sighting sighting) {
    Standing said = sighting.standing(now);
    return said == Standing.WITHDRAWN || said == Standing.DEPRECATED;
  }

  /**
   * When to solicit a router whose claim another router disputes. An advertisement that the router
   * sent up to 4 s before the dispute, or later, counts as an answer.
   */
  private Instant askAboutClaimAt(PrefixProvider router, Prefix prefix) {
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
   * The standing of a prefix that no current source has announced. If the DynamicPrefix no longer
   * uses the source of the prefix, the silence of other sources proves nothing, and only the last
   * known state of the old source counts.
   */
  private Standing unknown(Prefix prefix) {
    Optional<Standing> before =
        former.stream()
            .flatMap(r -> r.sighting(prefix).stream().map(s -> r.standing(s, minStable, now)))
            .map(said -> said.lost() ? said : Standing.SOURCE_CHANGED)
            .min(Comparator.naturalOrder());
    if (before.isPresent() || !sources.includes(source)) {
      return before.orElse(Standing.SOURCE_CHANGED);
    }
    return absenceProvenBy(source, prefix) ? Standing.UNMENTIONED : Standing.UNKNOWN;
  }

  private boolean absenceProvenBy(String bySource, Prefix prefix) {
    return routers.stream()
        .filter(r -> r.origin().source().equals(bySource) && absenceCounts(r, prefix))
        .anyMatch(r -> r.leavesOut(prefix, minStable, now));
  }

  /**
   * Whether the absence of a prefix from a router's advertisements is evidence: the router
   * announced the prefix, or no known router did and this router announces a prefix that could
   * replace it. The silence of other routers on the link, such as one with only a ULA, proves
   * nothing.
   */
  private boolean absenceCounts(PrefixProvider router, Prefix prefix) {
    return switch (router.origin()) {
      case Origin.Advertised _ ->
          router
              .sighting(prefix)
              .map(s -> !s.expired(now))
              .orElseGet(() -> couldReplace(router, prefix));
      case Origin.Delegated _, Origin.Configured _, Origin.OfRouter _ -> true;
    };
  }

  private boolean couldReplace(PrefixProvider router, Prefix prefix) {
    return source.equals(Origin.Advertised.SOURCE)
        && sightings(prefix).findAny().isEmpty()
        && router.sightings().stream()
            .anyMatch(s -> isPreferred(router, s) && accepted.test(s.prefix()));
  }

  /**
   * Whether any known source announced the prefix. The lease does not record the source of a
   * draining prefix.
   */
  boolean knows(Prefix prefix) {
    return Stream.concat(routers.stream(), former.stream())
        .anyMatch(r -> r.sighting(prefix).isPresent());
  }

  /** Whether a source has left the prefix out and is being asked whether it is gone. */
  boolean doubts(Prefix prefix) {
    return routers.stream().anyMatch(r -> absenceCounts(r, prefix) && r.doubts(prefix, now));
  }

  /**
   * A source that has announced the prefix since the start, preferred or deprecated, and does not
   * leave it out; empty when there is none.
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

  /**
   * Whether the prefix came from an advertisement and the source with precedence has a prefix now.
   */
  private boolean isStopgap(Prefix prefix) {
    return source.equals(Origin.Advertised.SOURCE)
        && preferredSources().allMatch(r -> r.sighting(prefix).isEmpty())
        && !candidates(preferredSources()).isEmpty();
  }

  /** The latest end of the valid lifetime over all sources; empty when no source announced it. */
  Optional<Instant> validUntil(Prefix prefix) {
    return Stream.concat(
            sightings(prefix), former.stream().flatMap(r -> r.sighting(prefix).stream()))
        .map(Sighting::validUntil)
        .max(Comparator.naturalOrder());
  }

  /** All prefixes that may be used: preferred, and heard since the start. The best comes first. */
  List<Candidate> candidates() {
    List<Candidate> lent = candidates(preferredSources());
    return lent.isEmpty() && followsAdvertisements() ? candidates(advertised()) : lent;
  }

  private boolean followsAdvertisements() {
    return !sources.hasPreferredSource()
        || sources.fallsBack()
            && preferredSources().count() > 0
            && preferredSources().allMatch(r -> r.hasNothing(now));
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

  /** The sources with precedence over advertisements. */
  private Stream<PrefixProvider> preferredSources() {
    return routers.stream().filter(r -> !isAdvertised(r));
  }

  private Stream<PrefixProvider> advertised() {
    return routers.stream().filter(Evidence::isAdvertised);
  }

  private static boolean isAdvertised(PrefixProvider router) {
    return router.origin() instanceof Origin.Advertised;
  }

  /** All prefixes with an unexpired valid lifetime, in order. */
  NavigableSet<Prefix> valid() {
    NavigableSet<Prefix> valid = new TreeSet<>();
    routers.stream()
        .flatMap(r -> r.sightings().stream())
        .filter(s -> !s.expired(now))
        .forEach(s -> valid.add(s.prefix()));
    return valid;
  }

  /**
   * When to solicit the routers. A router is solicited when it was just heard for the first time;
   * when it leaves out a prefix that the lease holds, that may be used, or that the link has in
   * addition to a delegation; when it may be gone; and when it claims a prefix that another router
   * withdraws.
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
    boolean hasSuccessor =
        router.sightings().stream()
            .filter(s -> held.contains(s.prefix()) && !s.expired(now))
            .anyMatch(s -> successors(router, s.prefix()).findAny().isPresent());
    Stream<Instant> gone =
        hasSuccessor ? Stream.of(router.liveness().askWhetherGoneAt()) : Stream.empty();
    boolean lends =
        router.sightings().stream().anyMatch(s -> s.heardSinceStart() && accepted.test(s.prefix()));
    Stream<Instant> atFirst =
        lends ? Stream.of(router.liveness().askAtFirstAt(router.firstHeard())) : Stream.empty();
    Stream<Instant> disputed =
        router.sightings().stream()
            .map(Sighting::prefix)
            .filter(prefix -> held.contains(prefix) || accepted.test(prefix))
            .map(prefix -> askAboutClaimAt(router, prefix));
    return Stream.of(absent, gone, atFirst, disputed).flatMap(instants -> instants);
  }

  private boolean matters(PrefixProvider router, Prefix prefix, Collection<Prefix> held) {
    boolean follows =
        held.contains(prefix) || accepted.test(prefix) || sources.hasPreferredSource();
    return follows && absenceCounts(router, prefix);
  }

  /**
   * Every instant at which the standing of one of these prefixes can change without a new
   * observation.
   */
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
