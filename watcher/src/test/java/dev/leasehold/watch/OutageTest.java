package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Fetched;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposer;
import dev.leasehold.source.Observation;
import dev.leasehold.subject.Memories;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch with an unreachable repository. */
final class OutageTest {
  private static final String LEASE_A = "Lease home: " + A;
  private static final String REPOSITORY = "the repository";

  @TempDir private Path folder;

  @Test
  void doublesTheRetryPauseUpToAMinute() {
    Unreachable branch = new Unreachable();
    Watch watch =
        new Watch(
            "test", branch, SteadyClock.neverSet(() -> branch.now), Memories.none(), House.CHANCE);
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Instant at = watch.advance().at();
      waits.add(Duration.between(branch.now, at).toSeconds());
      branch.now = at;
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), waits);
    assertEquals(9, branch.fetches);
  }

  /**
   * The first fetch may take minutes, and the supervisor must not restart the process meanwhile.
   */
  @Test
  void firstFetchIsDueAndNotLate() {
    Unreachable branch = new Unreachable();
    Watch watch =
        new Watch(
            "test", branch, SteadyClock.neverSet(() -> branch.now), Memories.none(), House.CHANCE);
    assertEquals(branch.now, watch.status().wakeAt());
    assertEquals(branch.now, watch.status().at());
  }

  @Test
  void isReportedOnce() {
    Unreachable branch = new Unreachable();
    Watch watch =
        new Watch(
            "test", branch, SteadyClock.neverSet(() -> branch.now), Memories.none(), House.CHANCE);
    try (Log log = Log.open()) {
      for (int i = 0; i < 5; i++) {
        branch.now = watch.advance().at();
      }
      assertEquals(List.of("ERROR trying again: no route"), log.lines());
    }
  }

  @Test
  void waitsOnlyForTheRepositoryWhenUnreachableAtStartup() {
    Unreachable branch = new Unreachable();
    Watch watch =
        new Watch(
            "test", branch, SteadyClock.neverSet(() -> branch.now), Memories.none(), House.CHANCE);
    Watch.Next next = watch.advance();
    assertEquals(Set.of(REPOSITORY), next.waitingFor());
    assertEquals(Set.of(), watch.channels());
    assertEquals(Optional.of(new Outcome.Unreachable("no route")), next.outcome());
    watch.heard(new Observation(branch.now, R1, List.of(preferred(A)))); // no subject listens
    assertEquals(next.at(), watch.advance().at());
    assertEquals(1, branch.fetches);
  }

  @Test
  void commitsObservationsFromTheOutageAfterIt() {
    House house = House.in(folder).hears(R1, preferred(A));
    house.breaksTheConnection();
    try (Log log = Log.open()) {
      house.after(300).hears(R1, preferred(A)).after(300);
      assertEquals(Set.of(REPOSITORY), house.next.waitingFor());
      house.restoresTheConnection();
      house.looksAtTip();
      assertEquals(List.of(LEASE_A), house.commits());
      assertEquals(Set.of(), house.next.waitingFor());
      assertEquals(1, log.lines("ERROR").size(), log.lines()::toString);
      assertEquals(1, log.lines("INFO recovered: no longer stalled").size(), log.lines()::toString);
    }
    assertEquals(1, house.outcomes.stream().filter(Outcome.Pushed.class::isInstance).count());
  }

  @Test
  void retriesAFailedPushWithoutAnotherEvent() {
    House house = House.in(folder).hears(R1, preferred(A)).after(4);
    house.pushFails = true;
    house.after(1);
    house.pushFails = false;
    assertEquals(List.of(), house.commits());
    house.after(2);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  /** The push is logged and counted, and no second commit follows. */
  @Test
  void countsAnUnansweredPushThatLandedAtTheNextFetch() {
    House house = House.in(folder).hears(R1, preferred(A)).after(4);
    house.answerIsLost = true;
    try (Log log = Log.open()) {
      house.after(1);
      house.answerIsLost = false;
      assertEquals(List.of(LEASE_A), house.commits());
      assertEquals(List.of(), log.lines("pushed "), "not known yet");
      house.after(2);
      assertEquals(1, log.lines("pushed ").size(), log.lines()::toString);
      house.after(120);
      assertEquals(1, log.lines("pushed ").size(), log.lines()::toString);
    }
    assertEquals(List.of(LEASE_A), house.commits());
    assertEquals(1L, house.watch.status().target().writes().get("pushed"));
    assertEquals(Map.of("Acquired", 1L), house.watch.status().prefixes().getFirst().changes());
  }

  @Test
  void resetsTheRetryPauseAfterARecovery() {
    House house = House.holdingA(folder).after(10);
    for (int outage = 0; outage < 2; outage++) {
      house.breaksTheConnection();
      Instant lookedAt = house.next.at();
      house.now = lookedAt;
      house.advances();
      assertEquals(lookedAt.plusSeconds(1), house.next.at());
      house.after(600);
      house.restoresTheConnection();
      house.looksAtTip();
    }
  }

  @Test
  void isIdempotentAtTheSameInstant() {
    House house = House.in(folder).hears(R1, preferred(A)).after(5);
    Watch.Next next = house.watch.advance();
    for (int i = 0; i < 10; i++) {
      assertEquals(next, house.watch.advance());
    }
    assertEquals(Optional.empty(), next.outcome());
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void doesNotRetryAFailedWriteAtTheSameInstant() {
    House house = House.in(folder).hears(R1, preferred(A)).after(4);
    house.pushFails = true;
    house.after(1);
    int tries = house.outcomes.size();
    for (int i = 0; i < 10; i++) {
      house.advances();
    }
    assertEquals(tries, house.outcomes.size());
  }

  @Test
  void wakesWhenAPrefixReachesMinStable() {
    House house = House.in(folder).hears(R1, preferred(A));
    assertEquals(House.START.plusSeconds(4), house.next.at(), "the second solicitation");
    house.after(4);
    assertEquals(House.START.plusSeconds(5), house.next.at());
  }

  @Test
  void wakesOnceAMinuteWithoutEvents() {
    House house = House.holdingA(folder).after(60);
    long wakes =
        LongStream.range(0, 600)
            .filter(i -> {
              Instant before = house.next.at();
              house.after(1);
              return !house.next.at().equals(before);
            })
            .count();
    assertEquals(10, wakes);
  }

  @Test
  void waitsForAnAdvertisementThenForMinStableThenForNothing() {
    House house = House.in(folder);
    assertEquals(Set.of("a router advertisement on enp1s0"), house.next.waitingFor());
    house.hears(R1, preferred(A)).after(4);
    assertEquals(Set.of("home to be stable for 5 s"), house.next.waitingFor());
    house.after(1);
    assertEquals(Set.of(), house.next.waitingFor());
  }

  @Test
  void waitsForALaterPrefixOfOneOfTwoRouters() {
    House house = House.in(folder).hears(House.R2).after(3).hears(R1, preferred(A)).after(2);
    assertEquals(Set.of("home to be stable for 5 s"), house.next.waitingFor());
    house.after(3);
    assertEquals(Set.of(), house.next.waitingFor());
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void waitsForTheProofOfAFlashRenumbering() {
    House house = House.holdingA(folder).hears(R1, preferred(House.B)).after(30);
    assertEquals(Set.of("home to be stable for 5 s"), house.next.waitingFor());
    house.announces(R1, preferred(House.B)).after(60);
    assertEquals(Set.of(), house.next.waitingFor());
    assertTrue(house.commits().getLast().startsWith("Replace home"));
  }

  private static final class Unreachable implements Branch {
    private Instant now = House.START;
    private int fetches;

    @Override
    public Fetched fetch() {
      fetches++;
      return new Outcome.Unreachable("no route");
    }

    @Override
    public Optional<Outcome.Failure> mayPush() {
      throw new AssertionError("nothing was read, so this is unknown");
    }

    @Override
    public Outcome write(Proposer proposer) {
      throw new AssertionError("nothing was read, so there is nothing to write");
    }
  }
}
