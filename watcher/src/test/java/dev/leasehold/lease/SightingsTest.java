package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SightingsTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Prefix HELD = Prefix.parse("2001:db8:a::/56");
  private static final Prefix OTHER = Prefix.parse("2001:db8:b::/56");
  private static final PrefixLease LEASE =
      new PrefixLease("home", "router-advertisement", List.of(new Current(HELD, START)));
  private static final Duration MIN_STABLE = Duration.ofSeconds(5);

  @Test
  void countAFalseAlarmOnlyAfterASolicitation() {
    for (boolean isAsked : new boolean[] {false, true}) {
      Scene scene = Scene.usual();
      scene.hears(Scene.R1, Scene.preferred(HELD), Scene.preferred(OTHER));
      scene.after(5);
      scene.hears(Scene.R1, Scene.preferred(HELD));
      if (isAsked) {
        scene.solicits();
      }
      scene.after(1);
      scene.hears(Scene.R1, Scene.preferred(HELD), Scene.preferred(OTHER));
      PrefixProvider router = scene.sightings.routers().getFirst();
      assertEquals(isAsked ? 1 : 0, router.sighting(OTHER).orElseThrow().falseAlarms());
    }
  }

  @Test
  void keepTheRouterOfTheCurrentPrefixInAFlood() {
    Sightings sightings = hear(Sightings.NONE, 0, router(1), announced(HELD, 3600));
    for (int i = 2; i < 5000; i++) {
      sightings = hear(sightings, i, router(i), announced(prefix(i), 90_000));
    }
    assertEquals(Sightings.MAX_ROUTERS, sightings.routers().size());
    assertTrue(routers(sightings).contains(router(1)));
  }

  /** Otherwise the flood alone would decide the standing of the prefix. */
  @Test
  void keepTheRouterThatPrefersTheCurrentPrefixAmongRoutersThatWithdrawIt() {
    Sightings sightings = hear(Sightings.NONE, 0, router(1), announced(HELD, 3600));
    for (int i = 2; i < 100; i++) {
      sightings = hear(sightings, i, router(i), new Announced(HELD, Duration.ZERO, Duration.ZERO));
    }
    assertTrue(routers(sightings).contains(router(1)));
  }

  @Test
  void keepARouterFromBeforeTheFlood() {
    Sightings sightings = hear(Sightings.NONE, 0, router(1), announced(OTHER, 3600));
    sightings = hear(sightings, 60, router(1), announced(OTHER, 3600));
    for (int i = 2; i < 100; i++) {
      sightings = hear(sightings, 60 + i, router(i), announced(prefix(i), 90_000));
    }
    assertTrue(routers(sightings).contains(router(1)));
  }

  @Test
  void keepARouterFromBeforeTheFloodWithADeprecatedPrefix() {
    Announced deprecated = new Announced(OTHER, Duration.ZERO, Duration.ofHours(1));
    Sightings sightings = hear(Sightings.NONE, 0, router(1), deprecated);
    sightings = hear(sightings, 60, router(1), deprecated);
    for (int i = 2; i < 100; i++) {
      sightings = hear(sightings, 60 + i, router(i), announced(prefix(i), 90_000));
    }
    assertTrue(routers(sightings).contains(router(1)));
  }

  @Test
  void keepTheRouterOfTheCurrentPrefixAmongRoutersOfADrainingPrefix() {
    PrefixLease draining =
        new PrefixLease(
            "home",
            "router-advertisement",
            List.of(new Current(HELD, START), new Draining(OTHER, START, START.plusSeconds(900))));
    Sightings sightings = Sightings.NONE;
    for (int i = 1; i < 50; i++) {
      Prefix prefix = i == 1 ? HELD : OTHER;
      Observation said =
          new Observation(START.plusSeconds(i), router(i), List.of(announced(prefix, 90_000)));
      sightings = sightings.with(said, draining, MIN_STABLE);
    }
    assertTrue(routers(sightings).contains(router(1)));
  }

  /** A new DynamicPrefix takes over the sightings of another one on the same interface. */
  @Test
  void preferHeardSightingsOverRestoredOnesInAMerge() {
    Sightings heard = hear(Sightings.NONE, 0, router(1), announced(HELD, 60));
    heard = hear(heard, 0, router(2), announced(OTHER, 60));
    Sightings remembered = remembered(START, router(1), OTHER);
    assertEquals(heard, remembered.and(heard), "router 1 was heard there");
    assertEquals(heard, heard.and(remembered), "and here");
    assertEquals(heard, heard.and(hear(Sightings.NONE, 5, router(2), announced(HELD, 60))));
    Sightings both = remembered(START, router(3), HELD).and(heard);
    assertEquals(List.of(router(1), router(2), router(3)), routers(both));
  }

  @Test
  void selectMatchingOrigins() {
    Sightings sightings = hear(Sightings.NONE, 0, router(1), announced(HELD, 60));
    sightings = hear(sightings, 0, router(2), announced(OTHER, 60));
    assertEquals(List.of(router(2)), routers(sightings.of(router(2)::equals)));
  }

  @Test
  void limitEachInterfaceSeparately() {
    Origin quiet = new Origin.Advertised("lan1", Address.parse("fe80::1"));
    Sightings sightings = hear(Sightings.NONE, 0, quiet, announced(OTHER, 90_000));
    for (int i = 2; i < 100; i++) {
      sightings = hear(sightings, i, router(i), announced(prefix(i), 90_000));
    }
    assertTrue(routers(sightings).contains(quiet));
  }

  @Test
  void keepTheCurrentPrefixAmongManyPrefixesOfOneRouter() {
    Sightings sightings = hear(Sightings.NONE, 0, router(1), announced(HELD, 90_000));
    for (int i = 0; i < 100; i++) {
      Announced[] many =
          IntStream.range(i * 40, i * 40 + 40)
              .mapToObj(n -> announced(prefix(n), 90_000))
              .toArray(Announced[]::new);
      sightings = hear(sightings, i, router(1), many);
    }
    PrefixProvider router = sightings.routers().getFirst();
    assertEquals(PrefixProvider.MAX_PREFIXES, router.sightings().size());
    assertTrue(router.sighting(HELD).isPresent());
    assertTrue(router.absences().size() <= PrefixProvider.MAX_PREFIXES);
  }

  @Test
  void dropExpiredPrefixesExceptThoseOfTheLease() {
    Sightings sightings =
        hear(Sightings.NONE, 0, router(1), announced(HELD, 60), announced(OTHER, 60));
    sightings = hear(sightings, 59, router(2));
    assertEquals(2, sightings.routers().getFirst().sightings().size());
    sightings = hear(sightings, 60, router(2));
    assertEquals(
        List.of(HELD),
        sightings.routers().getFirst().sightings().stream().map(Sighting::prefix).toList());
  }

  @Test
  void takeTheLaterOfTwoEntriesInOneAdvertisement() {
    Sightings sightings =
        hear(Sightings.NONE, 0, router(1), announced(OTHER, 0), announced(OTHER, 60));
    assertEquals(
        START.plusSeconds(60), sightings.routers().getFirst().sightings().getFirst().validUntil());
  }

  @Test
  void neverPreferAPrefixLongerThanItIsValid() {
    Announced odd =
        new Announced(OTHER, Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(60));
    Sighting sighting = Sighting.of(odd, START);
    assertEquals(START.plusSeconds(60), sighting.preferredUntil());
  }

  @Test
  void startOverWhenTheClockWasSetBack() {
    Sightings sightings = hear(Sightings.NONE, 0, router(1), announced(OTHER, 60));
    sightings = hear(sightings, -500, router(1), announced(OTHER, 60));
    Sighting sighting = sightings.routers().getFirst().sightings().getFirst();
    assertEquals(START.minusSeconds(500), sighting.first());
    assertEquals(START.minusSeconds(440), sighting.validUntil());
  }

  @Test
  void areTheSameWhenReceivedAtAnotherTime() {
    Observation said =
        new Observation(START, router(1), List.of(announced(HELD, 60)), Duration.ofSeconds(30));
    Instant later = START.plusSeconds(7);
    assertEquals(
        new Observation(later, router(1), List.of(announced(HELD, 60)), Duration.ofSeconds(30)),
        said.receivedAt(later));
  }

  @Test
  void rejectNegativeLifetimes() {
    assertThrows(IllegalArgumentException.class, () -> announced(OTHER, -1));
  }

  private static Sightings hear(
      Sightings known, int seconds, Origin origin, Announced... prefixes) {
    Observation said = new Observation(START.plusSeconds(seconds), origin, List.of(prefixes));
    return known.with(said, LEASE, MIN_STABLE);
  }

  private static Sightings remembered(Instant now, Origin origin, Prefix prefix) {
    Instant end = now.plusSeconds(60);
    Sighting sighting = Sighting.recalled(prefix, now, now, end, end);
    return new Sightings(
        List.of(PrefixProvider.recalled(origin, now, now, List.of(sighting), now)));
  }

  private static Announced announced(Prefix prefix, long seconds) {
    return new Announced(prefix, Duration.ofSeconds(seconds), Duration.ofSeconds(seconds));
  }

  private static Prefix prefix(int number) {
    return Prefix.parse("2001:db8:8000::/33").subnet(BigInteger.valueOf(number), 56);
  }

  private static Origin router(int number) {
    Address address = Address.parse("fe80::").plus(BigInteger.valueOf(number));
    return new Origin.Advertised("lan0", address);
  }

  private static List<Origin> routers(Sightings sightings) {
    return sightings.routers().stream().map(PrefixProvider::origin).toList();
  }
}
