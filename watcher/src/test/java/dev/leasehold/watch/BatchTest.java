package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes wait for others within the window of {@code spec.batch}, unless the cluster needs them.
 */
final class BatchTest {
  @TempDir private Path folder;
  private House house;

  @BeforeEach
  void open() {
    house = House.holdingA(folder);
    house.limits = new CommitRate.Limits(0, 0, Duration.ofSeconds(20));
    house.restarts().hears(R1, preferred(A)).after(60);
  }

  @Test
  void aRenumberingWaitsForTheWindow() {
    house.hears(R1, deprecated(A), preferred(B)).after(10);
    int before = house.subjects().size();
    house.after(20);
    assertEquals(before + 1, house.subjects().size());
    assertEquals("Renumber home: " + A + " → " + B, house.subjects().getLast());
  }

  @Test
  void changesWithinTheWindowAreOneCommit() {
    house.somebodyWrites("intent/guest.yaml", House.PREFIX.replace("name: home", "name: guest"));
    house.looksAtTip();
    int before = house.subjects().size();
    house.hears(R1, deprecated(A), preferred(B)).after(60);
    List<String> subjects = house.subjects();
    assertEquals(before + 1, subjects.size(), subjects::toString);
  }

  @Test
  void aDeadPrefixDoesNotWait() {
    house.hears(R1, withdrawn(A), preferred(B));
    assertEquals("Replace home: " + A + " → " + B, house.subjects().getLast());
  }

  @Test
  void theEndOfADrainDoesNotWait() {
    house.hears(R1, deprecated(A), preferred(B)).after(30);
    house.hears(R1, withdrawn(A), preferred(B));
    assertEquals("End the drain of home early: " + A, house.subjects().getLast());
  }

  @Test
  void aSourceThatChangesItsMindInTheWindowCommitsNothing() {
    int before = house.subjects().size();
    house.hears(R1, deprecated(A), preferred(B)).after(10);
    house.hears(R1, preferred(A)).after(120);
    assertEquals(before, house.subjects().size());
  }
}
