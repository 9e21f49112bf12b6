package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootClockTest {
  @TempDir private Path proc;

  @Test
  void readsTheFileAgainEachTime() throws Exception {
    Path uptime = Files.writeString(proc.resolve("uptime"), "28012.07 51234.56\n");
    BootClock clock = BootClock.open(proc);
    assertEquals(28_012_070_000_000L, clock.getAsLong());
    Files.writeString(uptime, "28013.50 51234.99\n");
    assertEquals(28_013_500_000_000L, clock.getAsLong());
  }

  @Test
  void isThatOfThisMachine() throws Exception {
    BootClock clock = BootClock.open(Path.of("/proc"));
    long first = clock.getAsLong();
    assertTrue(first > 0);
    assertTrue(clock.getAsLong() - first >= 0);
  }

  /** The thread of a push that is ended asks the fence, and so the clock. */
  @Test
  void outlastsAnInterrupt() throws Exception {
    BootClock clock = BootClock.open(Path.of("/proc"));
    Thread.currentThread().interrupt();
    try {
      assertTrue(clock.getAsLong() > 0);
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertTrue(clock.getAsLong() > 0);
  }

  @Test
  void saysWhatItFound() throws Exception {
    Files.writeString(proc.resolve("uptime"), "soon\n");
    IOException e = assertThrows(IOException.class, () -> BootClock.open(proc));
    assertEquals("/proc/uptime has 'soon', not SECONDS.CC", e.getMessage());
  }
}
