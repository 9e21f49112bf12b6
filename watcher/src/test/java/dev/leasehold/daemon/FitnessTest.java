package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
  private Fitness fitness = new Fitness(Path.of("/"), () -> nanos, Runnable::run);

  @BeforeEach
  void start() {
    state = folder.resolve("state");
    fitness = new Fitness(state, () -> nanos, Runnable::run);
    fitness.begins();
  }

  /** How long a holder fails before it gives the Lease up. */
  private Duration untilItGivesUp(List<String> troubles) {
    long began = nanos;
    while (!fitness.isTooLong(troubles)) {
      assertTrue(nanos - began < Duration.ofDays(1).toNanos(), "it never gives up");
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
    assertEquals(
        "it gave up the Lease, and takes it for an hour only if nobody else holds it: prefix"
            + " delegation on wan0 lost",
        fitness.trouble());
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
  void acceptsNoOfferForAnHourAfterItGaveUp() {
    assertTrue(fitness.accepts());
    Duration _ = untilItGivesUp(DEAF);
    assertFalse(fitness.accepts());
    nanos += Duration.ofMinutes(59).toNanos();
    assertFalse(fitness.accepts());
    nanos += Duration.ofMinutes(1).toNanos();
    assertTrue(fitness.accepts());
  }

  @Test
  void acceptsAnOfferWhenItsDiskCanBeWrittenAgain() throws Exception {
    Files.writeString(state, "not a folder");
    Duration _ = untilItGivesUp(WELL);
    nanos += Duration.ofMinutes(1).toNanos();
    assertFalse(fitness.accepts());
    Files.delete(state);
    nanos += Duration.ofSeconds(10).toNanos();
    assertTrue(fitness.accepts());
  }

  @Test
  void saysWhatFailsWhileNobodyElseTakesTheLease() {
    Duration _ = untilItGivesUp(DEAF);
    assertFalse(fitness.isTooLong(DEAF));
    nanos += Duration.ofSeconds(30).toNanos();
    assertTrue(fitness.isTooLong(DEAF));
    assertEquals("prefix delegation on wan0 lost", fitness.trouble());
  }

  @Test
  void isWellAfterItHasWorked() {
    Duration _ = untilItGivesUp(DEAF);
    works(Duration.ofSeconds(34));
    assertEquals("", fitness.trouble());
    assertTrue(fitness.accepts());
  }

  @Test
  void aDiskThatHangsCountsAndDelaysNothing() {
    List<Runnable> writes = new ArrayList<>();
    fitness = new Fitness(state, () -> nanos, writes::add);
    assertFalse(fitness.isTooLong(WELL));
    assertFalse(fitness.accepts()); // not known yet
    assertEquals(Duration.ofSeconds(40), untilItGivesUp(WELL));
    assertTrue(fitness.trouble().contains("has not ended after 10 s"), fitness.trouble());
    assertEquals(1, writes.size());
    assertFalse(fitness.accepts());
    writes.getFirst().run();
    assertFalse(fitness.accepts()); // that was long ago
    writes.getLast().run();
    assertTrue(fitness.accepts());
  }

  /** The rest of the state directory may be writable. */
  @Test
  void triesToWriteTheDelegations() throws Exception {
    Files.createDirectories(state);
    Files.writeString(state.resolve("dhcpv6"), "not a folder");
    assertEquals(Duration.ofSeconds(30), untilItGivesUp(WELL));
    assertTrue(fitness.trouble().contains("cannot write in " + state.resolve("dhcpv6")));
  }

  @Test
  void triesToWriteTheState() throws Exception {
    works(Duration.ofSeconds(20));
    Files.delete(state.resolve("dhcpv6"));
    Files.delete(state);
    Files.writeString(state, "not a folder");
    nanos += Duration.ofSeconds(10).toNanos();
    assertEquals(Duration.ofSeconds(30), untilItGivesUp(WELL));
    assertTrue(
        fitness.trouble().startsWith("it gave up the Lease: stateDir: cannot write in " + state),
        fitness.trouble());
  }
}
