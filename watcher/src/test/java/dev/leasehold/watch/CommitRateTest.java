package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.POOL;
import static dev.leasehold.watch.House.POOL_FILE;
import static dev.leasehold.watch.House.PREFIX;
import static dev.leasehold.watch.House.PREFIX_FILE;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target accepts a limited number of commits per minute and per hour. */
class CommitRateTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir private Path folder;

  @Test
  void isOpenUntilTheLimitOfAMinuteOrAnHour() {
    CommitRate rate = new CommitRate(new CommitRate.Limits(2, 3));
    rate.pushed(START);
    assertEquals(Instant.MIN, rate.opensAt());
    rate.pushed(START.plusSeconds(10));
    assertEquals(START.plusSeconds(60), rate.opensAt());
    rate.pushed(START.plusSeconds(70));
    assertEquals(START.plusSeconds(3600), rate.opensAt());
    rate.movedBy(Duration.ofHours(1));
    assertEquals(START.plusSeconds(7200), rate.opensAt());
    rate.pushed(START.plusSeconds(7200));
    assertEquals(START.plusSeconds(3600 + 3610), rate.opensAt());
  }

  @Test
  void isAlwaysOpenWithoutLimits() {
    CommitRate rate = new CommitRate(new CommitRate.Limits(0, 0));
    for (int i = 0; i < 100; i++) {
      rate.pushed(START);
    }
    assertEquals(Instant.MIN, rate.opensAt());
  }

  @Test
  void holdsBackAndReportsTheSeventhChangeOfAMinute() {
    House house = flapping();
    house.hears(R1, withdrawn(A), preferred(B));
    try (Log log = Log.open()) {
      house.hears(R1, preferred(A), withdrawn(B));
      house.hears(R1, withdrawn(A), preferred(B));
      house.hears(R1, preferred(A), withdrawn(B));
      house.hears(R1, withdrawn(A), preferred(B));
      assertEquals(6, house.commits().size());
      house.hears(R1, preferred(A), withdrawn(B));
      assertEquals(6, house.commits().size());
      house.hears(R1, withdrawn(A), preferred(B));
      house.hears(R1, preferred(A), withdrawn(B));
      String reason = house.watch.status().prefixes().getFirst().heldBack().orElseThrow().reason();
      assertTrue(reason.contains("spec.batch"), reason);
      assertEquals(
          List.of("WARN home: held back: " + reason + "; meanwhile " + B + " was withdrawn"),
          log.lines().stream().filter(line -> line.contains("held back: ")).toList());
    }
    house.after(60);
    assertEquals(7, house.commits().size());
    assertEquals(Optional.empty(), house.watch.status().prefixes().getFirst().heldBack());
  }

  /** A waiting commit is no problem. An outage in the meantime is reported until it ends. */
  @Test
  void reportsAnOutageWhileACommitWaits() {
    House house = full();
    house.somebodyWrites(POOL_FILE, POOL);
    house.looksAtTip();
    assertTrue(house.watch.status().target().waitsUntil().isPresent());
    assertEquals("", house.watch.status().target().trouble());
    house.breaksTheConnection();
    house.looksAtTip();
    String trouble = house.watch.status().target().trouble();
    assertTrue(trouble.contains("there is no directory"), trouble);
    house.restoresTheConnection();
    house.after(300);
    assertTrue(house.watch.status().target().waitsUntil().isPresent());
    assertEquals("", house.watch.status().target().trouble());
  }

  @Test
  void holdsBackARenderingAfterAnEdit() {
    House house = full();
    int before = house.commits().size();
    house.somebodyWrites(POOL_FILE, POOL);
    try (Log log = Log.open()) {
      house.looksAtTip();
      assertEquals(before + 1, house.commits().size());
      assertTrue(house.watch.status().target().waitsUntil().isPresent());
      assertTrue(house.next.waitingFor().contains("the repository"));
      house.after(1);
      assertEquals(
          1,
          log.lines().stream()
              .filter(l -> l.contains("rendering of the package is held back"))
              .count());
    }
    house.after(3600);
    assertEquals(before + 2, house.commits().size());
    assertEquals(Optional.empty(), house.watch.status().target().waitsUntil());
  }

  /** A target that has accepted thirty commits in an hour. */
  private House full() {
    House house = House.holdingA(folder);
    for (int i = 0; i < 29; i++) {
      house.somebodyWrites(POOL_FILE, POOL);
      house.looksAtTip();
    }
    return house;
  }

  /** A is leased by the first commit of the hour, and damping is off. */
  private House flapping() {
    Map<String, String> files = new HashMap<>(House.files());
    files.put(PREFIX_FILE, PREFIX.replace("minStable: 5s}", "minStable: 5s, damping: Off}"));
    return House.in(folder, files).holding(A);
  }
}
