package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.R2;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome;
import dev.leasehold.lease.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Git is the source of truth: after a restart at any point, the next watch makes the same commits.
 */
final class RestartTest {
  private static final String LEASE_A = "Lease home: " + A;
  private static final String RENUMBER = "Renumber home: " + A + " → " + B;

  @TempDir private Path folder;

  @Test
  void commitsNothing() {
    House house = House.holdingA(folder).restarts().after(600);
    house.hears(R1, preferred(A)).after(600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void commitsNothingWithoutTheStateDirectory() {
    House house = House.holdingA(folder).restartsWithoutState().after(600);
    house.hears(R1, preferred(A)).after(600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void endsADrainWithoutTheStateDirectory() {
    House house = House.holdingA(folder).hears(R1, deprecated(A), preferred(B)).after(5);
    house.restartsWithoutState().after(3599);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    house.after(1);
    assertEquals(List.of(LEASE_A, RENUMBER, "End the drain of home: " + A), house.commits());
  }

  @Test
  void restoresWhichRouterAnnouncedThePrefix() {
    House house = House.holdingA(folder).restarts();
    // R2 never announced A: its silence proves nothing while R1 is known to have announced it.
    house.hears(R2, preferred(B)).after(5).hears(R2, preferred(B)).after(60);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void replacesThePrefixWithoutMemoryWhenAnyRouterLeavesItOut() {
    House house = House.holdingA(folder).restartsWithoutState();
    house.announces(R2, preferred(B)).after(20);
    assertEquals(List.of(LEASE_A, "Replace home: " + A + " → " + B), house.commits());
  }

  /** A restored lifetime ends before any router is heard. The router may have renewed it. */
  @Test
  void reportsNoLossBeforeTheSourceWasHeard() {
    House house = House.holdingA(folder).after(10_000).restarts();
    try (Log log = Log.open()) {
      house.after(10_000);
      assertEquals(List.of(), log.lines("nothing takes its place"));
    }
    assertEquals(Standing.UNKNOWN, house.watch.status().prefixes().getFirst().standing());
    house.hears(R1, preferred(A)).after(60);
    assertEquals(Standing.PREFERRED, house.watch.status().prefixes().getFirst().standing());
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void makesNoSecondCommitWhenKilledAfterThePush() {
    House house = House.in(folder).hears(R1, preferred(A)).after(4);
    house.diesAfterWriting = true;
    assertThrows(House.Killed.class, () -> house.after(1));
    assertEquals(List.of(LEASE_A), house.commits());

    house.diesAfterWriting = false;
    house.restarts().hears(R1, preferred(A)).after(600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void keepsTheEndOfADrainWhenKilledAfterThePush() {
    House house = House.holdingA(folder).hears(R1, deprecated(A), preferred(B)).after(4);
    house.diesAfterWriting = true;
    assertThrows(House.Killed.class, () -> house.after(1));
    String lease = house.text(House.LEASE_FILE);

    house.diesAfterWriting = false;
    house.restarts().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(lease, house.text(House.LEASE_FILE));
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
  }

  /** The clone has one wrong byte in a file, so it is fetched again. */
  @Test
  void fetchesADamagedCloneAgainAndContinues() throws IOException {
    House house = House.holdingA(folder);
    String blob = house.git("rev-parse", "main:" + House.LEASE_FILE).strip();
    Path clone = house.state().resolve("git");
    Path object = clone.resolve("objects").resolve(blob.substring(0, 2)).resolve(blob.substring(2));
    byte[] content = Files.readAllBytes(object);
    content[content.length - 1] ^= 1;
    assertTrue(object.toFile().setWritable(true));
    Files.write(object, content);

    try (Log log = Log.open()) {
      house.restarts();
      assertInstanceOf(Outcome.Unreachable.class, house.outcomes.getLast());
      house.after(60);
      List<String> told = log.lines("cannot read " + House.LEASE_FILE + " from the local");
      assertEquals(1, told.size(), log.lines()::toString);
      assertTrue(told.getFirst().endsWith("; it is set aside and fetched again"), told::toString);
    }
    assertTrue(Files.exists(clone.resolveSibling("git.damaged")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
  }

  @Test
  void reachesTheSameCommitWhenKilledBeforeThePush() {
    House house = House.in(folder).hears(R1, preferred(A)).after(4);
    house.meanwhile =
        () -> {
          throw new House.Killed();
        };
    assertThrows(House.Killed.class, () -> house.after(1));
    assertEquals(List.of(), house.commits());

    house.restarts().hears(R1, preferred(A)).after(5);
    assertEquals(List.of(LEASE_A), house.commits());
  }
}
