package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.Cadence.Proof;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A source of prefixes and its state: a router, a delegation, the kernel, or a router's delegation.
 *
 * @param nothingSince since when it reports no prefix; {@link #NEVER} while it announces at least
 *     one
 * @param sightings the last state of each prefix that it announced, sorted by prefix
 * @param absences the prefixes that it leaves out, among those that it announced before and those
 *     that the lease holds
 */
record PrefixProvider(
    Origin origin,
    Instant firstHeard,
    Instant nothingSince,
    Liveness liveness,
    Cadence cadence,
    List<Sighting> sightings,
    List<Absence> absences) {
  static final Instant NEVER = Instant.MAX;

  /** How long an interface or router may have no prefix while it is reconfigured. */
  private static final Duration RECONFIGURATION = Duration.ofSeconds(60);

  /**
   * The limit of prefixes for one source. RFC 4861 sets none, and a real router announces a few.
   */
  static final int MAX_PREFIXES = 16;

  PrefixProvider {
    sightings = sightings.stream().sorted(Comparator.comparing(Sighting::prefix)).toList();
    absences = List.copyOf(absences);
  }

  static PrefixProvider of(Origin origin, Instant at) {
    return new PrefixProvider(
        origin, at, NEVER, Liveness.of(at), Cadence.UNHEARD, List.of(), List.of());
  }

  /** The state from before a restart at {@code now}. */
  static PrefixProvider recalled(
      Origin origin, Instant first, Instant last, List<Sighting> sightings, Instant now) {
    Liveness liveness = Liveness.of(last).listening(now);
    return new PrefixProvider(
        origin, first, NEVER, liveness, Cadence.UNHEARD, sightings, List.of());
  }

  Instant lastHeard() {
    return liveness.lastHeard();
  }

  /** Whether it was heard since the program started. */
  boolean heardSinceStart() {
    return cadence.heard();
  }

  /**
   * The state after one more observation. Prefixes of the lease at the tip are never evicted by
   * other prefixes.
   */
  PrefixProvider heard(Observation said, PrefixLease tip, Duration minStable) {
    Instant at = said.at();
    Map<Prefix, Announced> announced = new LinkedHashMap<>();
    said.prefixes().forEach(a -> announced.put(a.prefix(), a));

    PrefixProvider before = settled(minStable, at);
    Cadence after = before.cadence;
    for (Prefix prefix : announced.keySet()) {
      Optional<Absence> absence = before.absence(prefix);
      if (absence.isPresent() && before.wasMistaken(absence.get(), at)) {
        after = after.cameBack(absence.get());
      }
    }
    boolean novel = !after.splits() || !after.knows(announced.keySet());
    boolean leftOut =
        before.sightings.stream()
            .filter(s -> !announced.containsKey(s.prefix()) && !s.expired(at))
            .anyMatch(s -> before.absence(s.prefix()).filter(Absence::proven).isEmpty());
    after = after.heard(announced.keySet(), leftOut, at);

    List<Sighting> kept = before.sightingsAfter(announced, at, tip);
    boolean started = heardSinceStart();
    Instant nothing = announced.isEmpty() ? (nothingSince.isAfter(at) ? at : nothingSince) : NEVER;
    Liveness alive =
        started
            ? liveness.heard(at, said.routerLifetime())
            : Liveness.of(at).heard(at, said.routerLifetime());
    PrefixProvider next =
        new PrefixProvider(
            origin, started ? firstHeard : at, nothing, alive, after, kept, before.absences);
    // A client without an answer does not know what its servers delegate.
    boolean unanswered = origin instanceof Origin.Delegated && announced.isEmpty();
    return (unanswered ? next : next.leavingOut(announced, at, novel, tip)).forgetting(at, tip);
  }

  private List<Sighting> sightingsAfter(
      Map<Prefix, Announced> announced, Instant at, PrefixLease tip) {
    Map<Prefix, Sighting> seen = new LinkedHashMap<>();
    sightings.forEach(s -> seen.put(s.prefix(), s));
    announced.forEach((prefix, a) -> {
      Optional<Absence> absence = absence(prefix);
      boolean stopped = absence.filter(Absence::proven).isPresent();
      boolean falseAlarm = absence.filter(x -> x.asked() && wasMistaken(x, at)).isPresent();
      seen.compute(
          prefix,
          (p, known) ->
              known == null ? Sighting.of(a, at) : known.again(a, at, stopped, falseAlarm));
    });
    Comparator<Sighting> mostUseful =
        Comparator.<Sighting>comparingInt(s -> -Sightings.rank(tip, s.prefix()))
            .thenComparing(Sighting::last, Comparator.reverseOrder())
            .thenComparing(Sighting::first)
            .thenComparing(Sighting::prefix);
    return seen.values().stream().sorted(mostUseful).limit(MAX_PREFIXES).toList();
  }

  private PrefixProvider leavingOut(
      Map<Prefix, Announced> announced, Instant at, boolean novel, PrefixLease tip) {
    List<Prefix> leftOut = new ArrayList<>(sightings.stream().map(Sighting::prefix).toList());
    tip.entries().forEach(e -> leftOut.add(e.prefix()));
    leftOut.removeAll(announced.keySet());
    List<Absence> now =
        leftOut.stream()
            .distinct()
            .map(p ->
                absence(p)
                    .map(a -> a.again(proof(a), at, announced.keySet(), novel))
                    .orElseGet(() -> Absence.of(p, at, askAt(p, at, novel))))
            .toList();
    return new PrefixProvider(origin, firstHeard, nothingSince, liveness, cadence, sightings, now);
  }

  /**
   * Whether the absence of a returned prefix was a false alarm: the prefix was in another part of
   * the router's cycle. A prefix that comes back more than an hour later was really gone.
   */
  private boolean wasMistaken(Absence absence, Instant at) {
    return sighting(absence.prefix()).isPresent()
        && (!absence.proven() || absence.since().plus(Cadence.LATELY).isAfter(at));
  }

  /**
   * When to solicit a router about a prefix that it leaves out: at once. A router that is known to
   * split is solicited when it sends a new set of prefixes or when the prefix is overdue.
   */
  private Instant askAt(Prefix prefix, Instant at, boolean novel) {
    if (!(origin instanceof Origin.Advertised)) {
      return NEVER; // each observation of another source is complete
    }
    Instant overdue = sighting(prefix).map(Sighting::overdueAt).orElse(at);
    return novel || overdue.isBefore(at) ? at : overdue;
  }

  private Proof proof(Absence absence) {
    int falseAlarms = sighting(absence.prefix()).map(Sighting::falseAlarms).orElse(0);
    return cadence.proof(absence, falseAlarms);
  }

  /** The state with the absences that are proven at this time. */
  private PrefixProvider settled(Duration minStable, Instant now) {
    Cadence left = cadence;
    List<Absence> settled = new ArrayList<>();
    for (Absence absence : absences) {
      boolean proven = isProven(absence, minStable, now);
      settled.add(proven && !absence.proven() ? absence.settled() : absence);
      left = proven ? left.without(absence.prefix()) : left;
    }
    return new PrefixProvider(origin, firstHeard, nothingSince, liveness, left, sightings, settled);
  }

  /** The watcher listens on its link from this time; silence before it does not count. */
  PrefixProvider listening(Instant at) {
    return new PrefixProvider(
        origin, firstHeard, nothingSince, liveness.listening(at), cadence, sightings, absences);
  }

  /** The state after a solicitation was sent to all routers of its link. */
  PrefixProvider solicited(Duration minStable, Instant at) {
    PrefixProvider before = settled(minStable, at);
    return new PrefixProvider(
        origin,
        firstHeard,
        nothingSince,
        liveness.solicited(at),
        before.cadence,
        sightings,
        before.absences.stream().map(a -> a.solicited(before.proof(a), at)).toList());
  }

  /**
   * The state without expired prefixes. An expired prefix that the lease holds is kept, because its
   * expiry leads to a change.
   */
  PrefixProvider forgetting(Instant now, PrefixLease tip) {
    List<Sighting> left =
        sightings.stream()
            .filter(s -> !s.expired(now) || Sightings.rank(tip, s.prefix()) > 0)
            .toList();
    return left.size() == sightings.size()
        ? this
        : new PrefixProvider(origin, firstHeard, nothingSince, liveness, cadence, left, absences);
  }

  /**
   * The last state of the prefixes that the lease holds, for a source that the DynamicPrefix no
   * longer uses. Absences that are not proven yet are dropped. Empty when it announced none of
   * these prefixes.
   */
  Optional<PrefixProvider> former(PrefixLease tip, Duration minStable, Instant now) {
    List<Sighting> last =
        sightings.stream()
            .filter(s -> Sightings.rank(tip, s.prefix()) > 0)
            .map(s -> s.remembered(now).orElse(s))
            .toList();
    List<Absence> proven =
        settled(minStable, now).absences.stream().filter(Absence::proven).toList();
    return last.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PrefixProvider(origin, firstHeard, NEVER, liveness, cadence, last, proven));
  }

  Optional<Sighting> sighting(Prefix prefix) {
    return sightings.stream().filter(s -> s.prefix().equals(prefix)).findFirst();
  }

  private Optional<Absence> absence(Prefix prefix) {
    return absences.stream().filter(a -> a.prefix().equals(prefix)).findFirst();
  }

  /** Whether the absence of the prefix is proven. */
  boolean leavesOut(Prefix prefix, Duration minStable, Instant now) {
    return absence(prefix).filter(a -> isProven(a, minStable, now)).isPresent();
  }

  private boolean isProven(Absence absence, Duration minStable, Instant now) {
    return absence.proven()
        || switch (origin) {
          case Origin.Advertised _ -> absence.isProven(proof(absence), now);
          case Origin.Delegated _ -> true;
          case Origin.Configured _ -> !now.isBefore(absence.since().plus(minStable));
          // A router without any prefix may just connect again.
          case Origin.OfRouter _ -> nothingSince.equals(NEVER) || hasNothing(now);
        };
  }

  /** Whether it left the prefix out and is being solicited about it. */
  boolean doubts(Prefix prefix, Instant now) {
    return absence(prefix).filter(a -> a.open(proof(a), now)).isPresent();
  }

  /**
   * When to solicit next about the absence of the prefix; {@link #NEVER}: no solicitation is due.
   */
  Instant askAt(Prefix prefix, Instant now) {
    return absence(prefix)
        .filter(a -> !a.isProven(proof(a), now))
        .map(Absence::askAt)
        .orElse(NEVER);
  }

  /**
   * Whether it has no prefix, and not just for a moment. A DHCPv6 client reports this itself after
   * it has asked for long enough.
   */
  boolean hasNothing(Instant now) {
    return switch (origin) {
      case Origin.Advertised _, Origin.Delegated _ -> !nothingSince.equals(NEVER);
      case Origin.Configured _, Origin.OfRouter _ ->
          !nothingSince.equals(NEVER) && !now.isBefore(nothingSince.plus(RECONFIGURATION));
    };
  }

  /** Every instant at which the meaning of an absence can change without a new observation. */
  Stream<Instant> turningPoints(Duration minStable) {
    return switch (origin) {
      case Origin.Advertised _ ->
          absences.stream().flatMap(a -> Stream.of(a.askAt(), a.windowEnd(proof(a))));
      case Origin.Delegated _ -> Stream.empty();
      case Origin.Configured _ ->
          Stream.concat(reconfigured(), absences.stream().map(a -> a.since().plus(minStable)));
      case Origin.OfRouter _ -> reconfigured();
    };
  }

  private Stream<Instant> reconfigured() {
    return nothingSince.equals(NEVER)
        ? Stream.empty()
        : Stream.of(nothingSince.plus(RECONFIGURATION));
  }

  /** The standing of an announced prefix: withdrawn, expired, left out or in use. */
  Standing standing(Sighting sighting, Duration minStable, Instant now) {
    Standing said = sighting.standing(now);
    return !said.lost() && leavesOut(sighting.prefix(), minStable, now)
        ? Standing.UNMENTIONED
        : said;
  }

  Stream<SourceReport> said(Duration minStable, Instant now) {
    return sightings.stream()
        .map(s ->
            new SourceReport(
                origin,
                s.prefix(),
                standing(s, minStable, now),
                s.preferredUntil(),
                s.validUntil()));
  }

  PrefixProvider movedBy(Duration step) {
    return new PrefixProvider(
        origin,
        firstHeard.plus(step),
        nothingSince.equals(NEVER) ? NEVER : nothingSince.plus(step),
        liveness.movedBy(step),
        cadence.movedBy(step),
        sightings.stream().map(s -> s.movedBy(step)).toList(),
        absences.stream().map(a -> a.movedBy(step)).toList());
  }
}
