package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.Observation.Announced;
import dev.leasehold.lease.Observation.Origin;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One router, and what it says.
 *
 * @param sightings what it last said of each prefix, by prefix
 * @param silences what it has left out since: of the prefixes that it announced, and of those that
 *     the lease holds, whoever announced them
 */
record Router(
    Origin origin,
    Instant firstHeard,
    Instant lastHeard,
    List<Sighting> sightings,
    List<Silence> silences) {
  /** An honest router announces a handful; RFC 4861 sets no limit. */
  static final int MAX_PREFIXES = 16;

  Router {
    sightings = sightings.stream().sorted(Comparator.comparing(Sighting::prefix)).toList();
    silences = List.copyOf(silences);
  }

  static Router of(Origin origin, Instant at) {
    return new Router(origin, at, at, List.of(), List.of());
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
                  : known.again(a, at, silence, minStable));
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
    List<Silence> now =
        leftOut.stream()
            .distinct()
            .map(p -> silence(p).map(s -> s.until(at)).orElse(new Silence(p, at, at)))
            .toList();
    return new Router(origin, firstHeard, at, kept, now).forgetting(at, tip);
  }

  /** Without what has run out, unless the lease holds it: that it has expired is worth knowing. */
  Router forgetting(Instant now, PrefixLease tip) {
    List<Sighting> left =
        sightings.stream()
            .filter(s -> !s.expired(now) || Sightings.rank(tip, s.prefix()) > 0)
            .toList();
    return new Router(origin, firstHeard, lastHeard, left, silences);
  }

  Optional<Sighting> sighting(Prefix prefix) {
    return sightings.stream().filter(s -> s.prefix().equals(prefix)).findFirst();
  }

  Optional<Silence> silence(Prefix prefix) {
    return silences.stream().filter(s -> s.prefix().equals(prefix)).findFirst();
  }

  /** How a prefix stands that it has announced: said to be gone, run out, left out, or in use. */
  Standing standing(Sighting sighting, Duration minStable, Instant now) {
    Standing said = sighting.standing(now);
    boolean leftOut = silence(sighting.prefix()).map(s -> s.proves(minStable)).orElse(false);
    return leftOut && !said.lost() ? Standing.UNMENTIONED : said;
  }

  Router movedBy(Duration step) {
    return new Router(
        origin,
        firstHeard.plus(step),
        lastHeard.plus(step),
        sightings.stream().map(s -> s.movedBy(step)).toList(),
        silences.stream()
            .map(s -> new Silence(s.prefix(), s.first().plus(step), s.last().plus(step)))
            .toList());
  }
}
