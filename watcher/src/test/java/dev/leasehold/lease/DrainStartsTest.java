package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.Drain;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.net.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrainStartsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Draining A = draining("2001:db8:a::/56");
  private static final Draining B = draining("2001:db8:b::/56");

  @TempDir private Path folder;

  private static Draining draining(String prefix) {
    return new Draining(
        Prefix.parse(prefix), NOW.minusSeconds(60), new Drain.AfterMerge(Duration.ofHours(1)));
  }

  private DrainStarts open(boolean writes) {
    return new DrainStarts(Optional.of(folder.resolve("drains")), writes);
  }

  @Test
  void keepsTheDrainsOfThePackage() {
    DrainStarts starts = open(true);
    starts.keep(A, NOW, List.of(A, B));
    starts.keep(B, NOW.plusSeconds(1), List.of(A, B));
    assertEquals(Optional.of(NOW), open(true).of(A));
    starts.keep(B, NOW.plusSeconds(2), List.of(B));
    assertEquals(Optional.empty(), open(true).of(A));
    assertEquals(Optional.of(NOW.plusSeconds(2)), open(false).of(B));
  }

  @Test
  void followsTheClock() {
    DrainStarts starts = open(true);
    starts.keep(A, NOW, List.of(A));
    starts.movedBy(Duration.ofHours(1));
    assertEquals(Optional.of(NOW.plusSeconds(3600)), open(true).of(A));
  }

  @Test
  void changesNoFileOfAnotherWatch() throws IOException {
    open(true).keep(A, NOW, List.of(A));
    String before = Files.readString(folder.resolve("drains"));
    open(false).keep(A, NOW.plusSeconds(1), List.of(A));
    assertEquals(before, Files.readString(folder.resolve("drains")));
    Files.writeString(folder.resolve("drains"), "damaged");
    assertEquals(Optional.empty(), open(false).of(A));
    assertFalse(Files.exists(folder.resolve("drains.damaged")));
  }

  @Test
  void beginsWithoutADamagedFile() throws IOException {
    Files.writeString(folder.resolve("drains"), "leasehold drain starts 1\nnever\nend 0\n");
    assertEquals(Optional.empty(), open(true).of(A));
    assertTrue(Files.exists(folder.resolve("drains.damaged")));
  }

  @Test
  void forgetsWithoutAFile() {
    DrainStarts starts = new DrainStarts(Optional.empty(), true);
    starts.keep(A, NOW, List.of(A));
    assertEquals(Optional.of(NOW), starts.of(A));
  }
}
