package dev.leasehold.daemon;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The time since the machine started, with the time that it was suspended: CLOCK_BOOTTIME, which
 * Java has no method for, from {@code /proc/uptime} (proc(5)), in steps of 10 ms. {@link
 * System#nanoTime} does not count a suspend.
 */
final class BootClock implements LongSupplier {
  private static final int MOST_BYTES = 64;

  private final File uptime;

  private BootClock(File uptime) {
    this.uptime = uptime;
  }

  /**
   * Finds the clock.
   *
   * @throws IOException if this system has none
   */
  static BootClock open(Path proc) throws IOException {
    BootClock clock = new BootClock(proc.resolve("uptime").toFile());
    long _ = clock.read();
    return clock;
  }

  /** Nanoseconds since the start of the machine. Thread-safe. */
  @Override
  public long getAsLong() {
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long read() throws IOException {
    String text;
    // Not a channel: an interrupt of the thread would close it, and no later read would work.
    try (FileInputStream in = new FileInputStream(uptime)) {
      text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
    }
    int point = text.indexOf('.');
    int end = text.indexOf(' ');
    if (point < 1 || end != point + 3) {
      throw new IOException("/proc/uptime has '" + text.strip() + "', not SECONDS.CC");
    }
    long hundredths =
        Math.addExact(
            Math.multiplyExact(Long.parseLong(text, 0, point, 10), 100L),
            Long.parseLong(text, point + 1, end, 10));
    return Math.multiplyExact(hundredths, 10_000_000L);
  }
}
