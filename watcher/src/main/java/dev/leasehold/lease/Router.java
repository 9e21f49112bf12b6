package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.Observation.Announced;
import dev.leasehold.net.Prefix;
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
 * @param barrenSince since when it says that it has none; {@link #NEVER} while it names some
 * @param sightings what it last said of each prefix, by prefix
 * @param silences what it has left out since: of the prefixes that it announced, and of those that
 *     the lease holds, whoever announced them
 */
record Router(
    Origin origin,
    Instant firstHeard,
    Instant lastHeard,
    Instant barrenSince,
    List<Sighting> sightings,
    List<Silence> silences) {
  static final Instant NEVER = Instant.MAX;

  /** How long an interface may be without any: what configures it starts anew now and then. */
  private static final Duration RECONFIGURATION = Duration.ofSeconds(60);

  /** An honest router announces a handful; RFC 4861 sets no limit. */
  static final int MAX_PREFIXES = 16;

  Router {
    sightings = sightings.stream().sorted(Comparator.comparing(Sighting::prefix)).toList();
    silences = List.copyOf(silences);
  }

  static Router of(Origin origin, Instant at) {
    return new Router(origin, at, at, NEVER, List.of(), List.of());
  }

  /**
   * After one more advertisement. What the lease at the tip holds is never forgotten for others.
   */
  Router heard(Observation said, PrefixLease tip, Duration minStable) {
    Instant at = said.at();
    Map<Prefix, Announced> announced = new LinkedHashMap<>();
    said.prefixes().forEach(a -> announced.put(a.prefix(), a));

    Map<Prefix, Sighting> seen = new LinkedHashMap<>();
    sightings.forEach(s -> seen.put(s.prefix(), s));
    announced.forEach((prefix, a) -> {
      Optional<Silence> silence = silence(prefix);
      seen.compute(
          prefix,
          (p, known) ->
              known == null
                  ? Sighting.of(a, at, silence.isPresent() ? 1 : 0)
                  : known.again(a, at, silence.isPresent(), leavesOut(prefix, minStable, at)));
    });
    Comparator<Sighting> mostUseful =
        Comparator.<Sighting>comparingInt(s -> -Sightings.rank(tip, s.prefix()))
            .thenComparing(Sighting::last, Comparator.reverseOrder())
            .thenComparing(Sighting::first)
            .thenComparing(Sighting::prefix);
    List<Sighting> kept = seen.values().stream().sorted(mostUseful).limit(MAX_PREFIXES).toList();

    List<Prefix> leftOut = new ArrayList<>(kept.stream().map(Sighting::prefix).toList());
    tip.entries().forEach(e -> leftOut.add(e.prefix()));
    leftOut.removeAll(announced.keySet());
    // That a client got no answer says nothing of what its servers lend.
    boolean unanswered = origin instanceof Origin.Delegated && announced.isEmpty();
    List<Silence> now =
        unanswered
            ? silences
            : leftOut.stream()
                .distinct()
                .map(p -> silence(p).map(s -> s.until(at)).orElse(new Silence(p, at, at)))
                .toList();
    Instant barren = announced.isEmpty() ? (barrenSince.isAfter(at) ? at : barrenSince) : NEVER;
    return new Router(origin, firstHeard, at, barren, kept, now).forgetting(at, tip);
  }

  /** Without what has run out, unless the lease holds it: that it has expired is worth knowing. */
  Router forgetting(Instant now, PrefixLease tip) {
    List<Sighting> left =
        sightings.stream()
            .filter(s -> !s.expired(now) || Sightings.rank(tip, s.prefix()) > 0)
            .toList();
    return new Router(origin, firstHeard, lastHeard, barrenSince, left, silences);
  }

  /**
   * With what it said last of the prefixes that the lease holds, as nobody listens to it now: what
   * it had not left out for long enough yet, it has not left out. Empty when that is nothing.
   */
  Optional<Router> askedNoLonger(PrefixLease tip, Duration minStable, Instant now) {
    List<Sighting> last =
        sightings.stream()
            .filter(s -> Sightings.rank(tip, s.prefix()) > 0)
            .map(s -> s.remembered(now).orElse(s))
            .toList();
    List<Silence> proven =
        silences.stream().filter(s -> leavesOut(s.prefix(), minStable, now)).toList();
    return last.isEmpty()
        ? Optional.empty()
        : Optional.of(new Router(origin, firstHeard, lastHeard, NEVER, last, proven));
  }

  Optional<Sighting> sighting(Prefix prefix) {
    return sightings.stream().filter(s -> s.prefix().equals(prefix)).findFirst();
  }

  Optional<Silence> silence(Prefix prefix) {
    return silences.stream().filter(s -> s.prefix().equals(prefix)).findFirst();
  }

  /** Whether its silence proves that the prefix is no longer lent. */
  boolean leavesOut(Prefix prefix, Duration minStable, Instant now) {
    return silence(prefix)
        .map(s ->
            switch (origin) {
              case Origin.Advertised _ -> s.isRepeated(minStable);
              case Origin.Delegated _ -> true;
              case Origin.Configured _ -> !now.isBefore(s.first().plus(minStable));
            })
        .orElse(false);
  }

  /**
   * Whether it has nothing to lend, and that is not passing. A delegation says so itself when it
   * has asked for long enough.
   */
  boolean barren(Instant now) {
    return switch (origin) {
      case Origin.Advertised _, Origin.Delegated _ -> !barrenSince.equals(NEVER);
      case Origin.Configured _ ->
          !barrenSince.equals(NEVER) && !now.isBefore(barrenSince.plus(RECONFIGURATION));
    };
  }

  /** When it comes to mean something else that nothing more is said. */
  Stream<Instant> turningPoints(Duration minStable) {
    return switch (origin) {
      case Origin.Advertised _, Origin.Delegated _ -> Stream.empty();
      case Origin.Configured _ ->
          Stream.concat(
              barrenSince.equals(NEVER)
                  ? Stream.empty()
                  : Stream.of(barrenSince.plus(RECONFIGURATION)),
              silences.stream().map(s -> s.first().plus(minStable)));
    };
  }

  /** How a prefix stands that it has announced: said to be gone, run out, left out, or in use. */
  Standing standing(Sighting sighting, Duration minStable, Instant now) {
    Standing said = sighting.standing(now);
    return !said.lost() && leavesOut(sighting.prefix(), minStable, now)
        ? Standing.UNMENTIONED
        : said;
  }

  Stream<Said> said(Duration minStable, Instant now) {
    return sightings.stream()
        .map(s ->
            new Said(
                origin,
                s.prefix(),
                standing(s, minStable, now),
                s.preferredUntil(),
                s.validUntil()));
  }

  Router movedBy(Duration step) {
    return new Router(
        origin,
        firstHeard.plus(step),
        lastHeard.plus(step),
        barrenSince.equals(NEVER) ? NEVER : barrenSince.plus(step),
        sightings.stream().map(s -> s.movedBy(step)).toList(),
        silences.stream()
            .map(s -> new Silence(s.prefix(), s.first().plus(step), s.last().plus(step)))
            .toList());
  }
}
