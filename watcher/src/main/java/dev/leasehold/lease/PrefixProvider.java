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
 * One that lends prefixes, and what it says: a router, a delegation, the kernel.
 *
 * @param nothingSince since when it says that it has none; {@link #NEVER} while it names some
 * @param sightings what it last said of each prefix, by prefix
 * @param absences what it has left out since: of the prefixes that it announced, and of those that
 *     the lease holds
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

  /** How long an interface may be without any: what configures it starts over now and then. */
  private static final Duration RECONFIGURATION = Duration.ofSeconds(60);

  /** An honest router announces a handful; RFC 4861 sets no limit. */
  static final int MAX_PREFIXES = 16;

  PrefixProvider {
    sightings = sightings.stream().sorted(Comparator.comparing(Sighting::prefix)).toList();
    absences = List.copyOf(absences);
  }

  static PrefixProvider of(Origin origin, Instant at) {
    return new PrefixProvider(
        origin, at, NEVER, Liveness.of(at), Cadence.UNHEARD, List.of(), List.of());
  }

  /** As it was known before a restart at {@code now}. */
  static PrefixProvider recalled(
      Origin origin, Instant first, Instant last, List<Sighting> sightings, Instant now) {
    Liveness liveness = Liveness.of(last).listening(now);
    return new PrefixProvider(
        origin, first, NEVER, liveness, Cadence.UNHEARD, sightings, List.of());
  }

  Instant lastHeard() {
    return liveness.lastHeard();
  }

  /** Whether it has said anything since the program started. */
  boolean heardSinceStart() {
    return cadence.heard();
  }

  /**
   * After one more advertisement. What the lease at the tip holds is never forgotten for others.
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
    // That a client got no answer says nothing of what its servers lend.
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
   * Whether a prefix that is back was only in another part of what the router says. One that comes
   * back much later was gone.
   */
  private boolean wasMistaken(Absence absence, Instant at) {
    return sighting(absence.prefix()).isPresent()
        && (!absence.proven() || absence.since().plus(Cadence.LATELY).isAfter(at));
  }

  /**
   * A router is asked at once about what it leaves out. One that is known to split is asked when
   * what it sent is new, or when the prefix is overdue.
   */
  private Instant askAt(Prefix prefix, Instant at, boolean novel) {
    if (!(origin instanceof Origin.Advertised)) {
      return NEVER; // a delegation and an interface tell all that they have each time
    }
    Instant overdue = sighting(prefix).map(Sighting::overdueAt).orElse(at);
    return novel || overdue.isBefore(at) ? at : overdue;
  }

  private Proof proof(Absence absence) {
    int falseAlarms = sighting(absence.prefix()).map(Sighting::falseAlarms).orElse(0);
    return cadence.proof(absence, falseAlarms);
  }

  /** With what was proven by then. */
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

  /** Somebody listens to its link from then on: what came before says nothing of its silence. */
  PrefixProvider listening(Instant at) {
    return new PrefixProvider(
        origin, firstHeard, nothingSince, liveness.listening(at), cadence, sightings, absences);
  }

  /** After a solicitation was sent to all routers of its link. */
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

  /** Without what has run out, unless the lease holds it: that it has expired is worth knowing. */
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
   * With what it said last of the prefixes that the lease holds, once the intent asks others: what
   * was not proven to be left out by then is not left out. Empty when that is nothing.
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

  /** Whether it is proven that it no longer lends the prefix. */
  boolean leavesOut(Prefix prefix, Duration minStable, Instant now) {
    return absence(prefix).filter(a -> isProven(a, minStable, now)).isPresent();
  }

  private boolean isProven(Absence absence, Duration minStable, Instant now) {
    return absence.proven()
        || switch (origin) {
          case Origin.Advertised _ -> absence.isProven(proof(absence), now);
          case Origin.Delegated _ -> true;
          case Origin.Configured _ -> !now.isBefore(absence.since().plus(minStable));
        };
  }

  /** Whether it left the prefix out, and is asked if that means anything. */
  boolean doubts(Prefix prefix, Instant now) {
    return absence(prefix).filter(a -> a.open(proof(a), now)).isPresent();
  }

  /** When to solicit next because it leaves the prefix out; {@link #NEVER}: not. */
  Instant askAt(Prefix prefix, Instant now) {
    return absence(prefix)
        .filter(a -> !a.isProven(proof(a), now))
        .map(Absence::askAt)
        .orElse(NEVER);
  }

  /**
   * Whether it has nothing to lend, and that is not passing. A delegation says so itself when it
   * has asked for long enough.
   */
  boolean hasNothing(Instant now) {
    return switch (origin) {
      case Origin.Advertised _, Origin.Delegated _ -> !nothingSince.equals(NEVER);
      case Origin.Configured _ ->
          !nothingSince.equals(NEVER) && !now.isBefore(nothingSince.plus(RECONFIGURATION));
    };
  }

  /** Every instant at which its silence on something comes to mean something else. */
  Stream<Instant> turningPoints(Duration minStable) {
    return switch (origin) {
      case Origin.Advertised _ ->
          absences.stream().flatMap(a -> Stream.of(a.askAt(), a.windowEnd(proof(a))));
      case Origin.Delegated _ -> Stream.empty();
      case Origin.Configured _ ->
          Stream.concat(
              nothingSince.equals(NEVER)
                  ? Stream.empty()
                  : Stream.of(nothingSince.plus(RECONFIGURATION)),
              absences.stream().map(a -> a.since().plus(minStable)));
    };
  }

  /** How a prefix stands that it has announced: said to be gone, run out, left out, or in use. */
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
