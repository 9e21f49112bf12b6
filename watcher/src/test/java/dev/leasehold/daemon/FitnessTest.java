package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitnessTest {
  private static final List<String> WELL = List.of();
  private static final List<String> DEAF = List.of("prefix delegation on wan0 lost");

  @TempDir private Path folder;
  private Path state = Path.of("/");
  private long nanos;
  private Fitness fitness = new Fitness(Path.of("/"), () -> nanos);

  @BeforeEach
  void start() {
    state = folder.resolve("state");
    fitness = new Fitness(state, () -> nanos);
    fitness.begins();
  }

  /** How long a holder fails before it gives the Lease up. */
  private Duration untilItGivesUp(List<String> troubles) {
    long began = nanos;
    while (!fitness.isTooLong(troubles)) {
      nanos += Duration.ofSeconds(2).toNanos();
    }
    fitness.givesUp();
    return Duration.ofNanos(nanos - began);
  }

  private void works(Duration time) {
    for (long end = nanos + time.toNanos(); nanos < end; ) {
      assertFalse(fitness.isTooLong(WELL));
      nanos += Duration.ofSeconds(2).toNanos();
    }
  }

  @Test
  void givesUpAfterHalfAMinute() {
    works(Duration.ofMinutes(1));
    assertEquals("", fitness.trouble());
    assertEquals(Duration.ofSeconds(30), untilItGivesUp(DEAF));
    assertEquals("it gave up the Lease: prefix delegation on wan0 lost", fitness.trouble());
  }

  @Test
  void aShortTroubleDoesNotCount() {
    for (int i = 0; i < 10; i++) {
      assertFalse(fitness.isTooLong(DEAF));
      nanos += Duration.ofSeconds(28).toNanos();
      assertFalse(fitness.isTooLong(DEAF));
      works(Duration.ofSeconds(2));
    }
    assertEquals("", fitness.trouble());
  }

  /** Two machines that both fail would pass the Lease to and fro. */
  @Test
  void givesUpMoreAndMoreRarely() {
    assertEquals(Duration.ofSeconds(30), untilItGivesUp(DEAF));
    assertEquals(Duration.ofMinutes(1), untilItGivesUp(DEAF));
    assertEquals(Duration.ofMinutes(2), untilItGivesUp(DEAF));
    for (int i = 0; i < 10; i++) {
      Duration _ = untilItGivesUp(DEAF);
    }
    assertEquals(Duration.ofHours(1), untilItGivesUp(DEAF));
  }

  @Test
  void saysWhatFailsWhileItCannotGiveUp() {
    Duration _ = untilItGivesUp(DEAF);
    assertFalse(fitness.isTooLong(DEAF));
    nanos += Duration.ofSeconds(30).toNanos();
    assertFalse(fitness.isTooLong(DEAF));
    assertEquals("prefix delegation on wan0 lost", fitness.trouble());
  }

  @Test
  void startsOverAfterItHasWorked() {
    Duration _ = untilItGivesUp(DEAF);
    Duration _ = untilItGivesUp(DEAF);
    works(Duration.ofSeconds(34));
    assertEquals("", fitness.trouble());
    assertEquals(Duration.ofMinutes(2), untilItGivesUp(DEAF));
    works(Duration.ofSeconds(602));
    assertEquals(Duration.ofSeconds(30), untilItGivesUp(DEAF));
  }

  @Test
  void triesToWriteTheState() throws Exception {
    works(Duration.ofSeconds(20));
    Files.delete(state);
    Files.writeString(state, "not a folder");
    nanos += Duration.ofSeconds(10).toNanos();
    assertEquals(Duration.ofSeconds(30), untilItGivesUp(WELL));
    assertTrue(
        fitness.trouble().startsWith("it gave up the Lease: stateDir: cannot write in " + state),
        fitness.trouble());
  }
}
