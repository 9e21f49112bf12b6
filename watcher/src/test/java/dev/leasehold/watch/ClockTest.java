package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.C;
import static dev.leasehold.watch.House.INTERFACE;
import static dev.leasehold.watch.House.PREFIX;
import static dev.leasehold.watch.House.PREFIX_FILE;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.R2;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock is set while a watch runs, it is wrong, or the clock of a committer is wrong. */
final class ClockTest {
  private static final String LEASE_A = "Lease home: " + A;
  private static final String RENUMBER = "Renumber home: " + A + " → " + B;
  private static final String REPLACE = "Replace home: " + A + " → " + B;
  private static final String END_A = "End the drain of home: " + A;
  private static final String BEHIND = "is behind the newest commit";

  @TempDir private Path folder;

  @Test
  void keepsTheDrainTimeWhenTheClockIsSetForward() {
    House house = draining().after(300).clockIsSet(Duration.ofHours(3));
    house.after(3300 - 1);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    house.after(1);
    assertEquals(List.of(LEASE_A, RENUMBER, END_A), house.commits());
  }

  @Test
  void keepsTheDrainTimeWhenTheClockIsSetBack() {
    House house = draining().after(300).clockIsSet(Duration.ofHours(-3));
    house.after(3300 - 1);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    house.after(1);
    assertEquals(List.of(LEASE_A, RENUMBER, END_A), house.commits());
  }

  @Test
  void keepsTheDrainTimeWhenTheClockIsWrongForAWhile() {
    House house = draining().after(300).clockIsSet(Duration.ofHours(3)).after(300);
    house.clockIsSet(Duration.ofHours(-3)).after(3000 - 1);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    house.after(1);
    assertEquals(List.of(LEASE_A, RENUMBER, END_A), house.commits());
  }

  @Test
  void endsADrainByTheWallClockAfterARestart() {
    House house = draining().after(300).clockIsSet(Duration.ofMinutes(30)).restarts();
    house.after(1500 - 1);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    house.after(1);
    assertEquals(List.of(LEASE_A, RENUMBER, END_A), house.commits());
  }

  @Test
  void endsADrainByTheCorrectedClock() {
    House house = draining().after(300);
    Duration step = Duration.between(house.now, Instant.EPOCH);
    house.clockIsSet(step).restarts().after(600).clockIsSet(step.negated());
    house.after(2700 - 1);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    house.after(1);
    assertEquals(List.of(LEASE_A, RENUMBER, END_A), house.commits());
  }

  @Test
  void fetchesAndWritesWhenTheClockIsSetBack() {
    House house = House.holdingA(folder).clockIsSet(Duration.ofHours(-5));
    house.somebodyWrites(PREFIX_FILE, PREFIX.replace("0x1000", "0x3000"));
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, "By somebody", "Render the changed package"), house.commits());
    house.hears(R1, withdrawn(A), preferred(B)).after(5);
    assertEquals(REPLACE, house.commits().getLast());
  }

  @Test
  void keepsAHealthyPrefixWhenTheClockIsSetForward() {
    String intent = PREFIX.replace("minStable", "onLoss: Withdraw, minStable");
    House house = House.in(folder, House.files(PREFIX_FILE, intent)).holding(A);
    house.clockIsSet(Duration.ofHours(5)).after(600).hears(R1, preferred(A)).after(600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void doesNotReplaceAPrefixWhenTheClockIsSetForward() {
    House house = House.holdingA(folder).hears(R2, preferred(B)).after(60);
    house.clockIsSet(Duration.ofHours(5)).hears(R2, preferred(B)).after(600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  /** The client's own timers use a clock that is never set. Only the timestamps jump here. */
  @Test
  void keepsTheLifetimeOfADelegationWhenTheClockIsSet() {
    String intent =
        PREFIX
            .replace("  accept:", "    dhcpv6: {interface: enp1s0}\n  accept:")
            .replace("minStable", "onLoss: Withdraw, minStable");
    House house = House.in(folder, House.files(PREFIX_FILE, intent));
    Origin delegation = new Origin.Delegated("enp1s0", "home");
    house.hears(delegation, preferred(A)).after(5);
    house.clockIsSet(Duration.ofHours(5)).after(3000).hears(delegation, preferred(A));
    house.clockIsSet(Duration.ofHours(-30)).after(3000).hears(delegation, preferred(A)).after(60);
    assertEquals(List.of(LEASE_A), house.commits());
    house.after(20_000);
    assertEquals("Withdraw home: " + A, house.commits().getLast());
  }

  @Test
  void convertsTheTimeOfAnObservationFromBeforeTheClockWasSet() {
    House house = House.holdingA(folder);
    Observation queued = new Observation(house.now, R1, List.of(preferred(B), deprecated(A)));
    house.clockIsSet(Duration.ofHours(5)).advances();
    house.watch.heard(queued);
    house.advances().after(5);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());

    queued = new Observation(house.now, R1, List.of(preferred(C), deprecated(B)));
    house.clockIsSet(Duration.ofHours(-1)).advances();
    house.watch.heard(queued);
    house.advances().after(3600 + 60);
    assertEquals("Renumber home: " + B + " → " + C, house.commits().getLast());
  }

  @Test
  void startsIn1970AndContinuesWithTheRightTime() {
    House house = House.holdingA(folder);
    Duration step = Duration.between(house.now, Instant.EPOCH);
    house.clockIsSet(step).restarts();
    house.hears(R1, deprecated(A), preferred(B)).after(60);
    assertEquals(List.of(LEASE_A), house.commits());
    house.clockIsSet(step.negated()).after(60);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    house.after(3600);
    assertEquals(List.of(LEASE_A, RENUMBER, END_A), house.commits());
  }

  @Test
  void reportsAClockThatIsBehindAfterItsOwnCommit() {
    House house = House.holdingA(folder);
    house.clockIsSet(Duration.between(house.now, Instant.EPOCH)).restarts();
    house.hears(R1, withdrawn(A), preferred(B));
    assertEquals(List.of(LEASE_A, REPLACE), house.commits());
    house.hears(R1, deprecated(B), preferred(C)).after(600);
    house.restarts().hears(R1, deprecated(B), preferred(C)).after(600);
    assertEquals(List.of(LEASE_A, REPLACE), house.commits());
  }

  @Test
  void reportsACommitFromTheFutureOnce() {
    House house = House.holdingA(folder);
    try (Log log = Log.open()) {
      house.commitsAhead(Duration.ofDays(365));
      house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
      assertEquals(
          List.of(
              "WARN the clock (2026-11-21T10:01:00Z) is behind the newest commit "
                  + house.git("rev-parse", "main").substring(0, 12)
                  + " (2027-11-21T10:00:05Z): until it has caught up, no drain starts, and a"
                  + " drain ends only if it was running before; check the clock, or that commit's date"),
          log.lines());
      house.hears(R1, withdrawn(A), preferred(B)).after(600);
      assertEquals(List.of(LEASE_A, "By somebody", REPLACE), house.commits());
      assertEquals(1, log.lines(BEHIND).size());
    }
  }

  @Test
  void doesNotReportAFewSecondsOfSkew() {
    House house = House.holdingA(folder);
    try (Log log = Log.open()) {
      house.after(50).commitsAhead(Duration.ofSeconds(20));
      house.looksAtTip();
      assertEquals(List.of(), log.lines());
    }
  }

  @Test
  void reportsAClockChangeAndSolicitsTheRouters() {
    House house = House.holdingA(folder);
    try (Log log = Log.open()) {
      house.clockIsSet(Duration.ofHours(3)).after(60).hears(R1, preferred(A));
      house.clockIsSet(Duration.ofSeconds(-90)).after(60).hears(R1, preferred(A));
      house.clockIsSet(Duration.ofSeconds(4)).after(60);
      assertEquals(
          List.of(
              "WARN the clock was set forward by 3 h: asking the routers again",
              "WARN the clock was set back by 1 min 30 s: asking the routers again"),
          log.lines("the clock was set"));
    }
    assertTrue(house.solicited.contains(INTERFACE));
  }

  /** RFC 4861 section 6.3.7: a random delay first; RFC 7559: the pause doubles each time. */
  @Test
  void growsThePauseBetweenSolicitationsAfterTheStart() {
    House house = House.in(folder).listens();
    assertEquals(asked(0), house.solicited);
    house.after(1);
    assertEquals(asked(1), house.solicited);
    house.after(3);
    assertEquals(asked(1), house.solicited);
    house.after(1);
    assertEquals(asked(2), house.solicited);
    house.after(8);
    assertEquals(asked(3), house.solicited);
    house.after(43_200);
    assertEquals(asked(11 + 10), house.solicited); // pauses up to 4 s * 2^9, then hourly
    house.listens().after(1);
    assertEquals(asked(11 + 10 + 1), house.solicited);
  }

  /** The first answer does not show whether the router splits, so it is solicited twice more. */
  @Test
  void solicitsARouterTwiceMoreAfterItsFirstAnswer() {
    House house = House.in(folder).listens().after(5).hears(R1, preferred(A)).after(600);
    assertEquals(asked(2 + 2), house.solicited);
  }

  @Test
  void growsThePauseBetweenSolicitationsAboutAnAbsence() {
    House house = House.holdingA(folder).after(60);
    house.solicited.clear();
    house.hears(R1, preferred(B));
    assertEquals(asked(1), house.solicited);
    house.after(4);
    assertEquals(asked(2), house.solicited);
    house.after(8);
    assertEquals(asked(3), house.solicited);
    house.after(16);
    assertEquals(asked(4), house.solicited);
    house.announces(R1, preferred(B)).after(30);
    assertEquals(List.of(LEASE_A, REPLACE), house.commits());
    house.solicited.clear();
    house.after(600);
    assertEquals(asked(0), house.solicited);
  }

  private static List<String> asked(int times) {
    return Collections.nCopies(times, INTERFACE);
  }

  /** A house with a prefix that has just begun to drain for an hour. */
  private House draining() {
    House house = House.holdingA(folder).hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    return house;
  }
}
