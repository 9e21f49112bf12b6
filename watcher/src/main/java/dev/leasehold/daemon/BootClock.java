package dev.leasehold.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

/**
 * The time since the machine started, with the time that it was suspended: CLOCK_BOOTTIME, which
 * Java has no method for, from {@code /proc/uptime} (proc(5)), in steps of 10 ms. {@link
 * System#nanoTime} does not count a suspend.
 */
final class BootClock implements LongSupplier {
  private static final int MOST_BYTES = 64;

  private final FileChannel uptime;

  private BootClock(FileChannel uptime) {
    this.uptime = uptime;
  }

  /**
   * Opens the clock. The file stays open for the life of the process.
   *
   * @throws IOException if this system has none
   */
  static BootClock open(Path proc) throws IOException {
    FileChannel channel = FileChannel.open(proc.resolve("uptime"), StandardOpenOption.READ);
    try {
      BootClock clock = new BootClock(channel);
      long _ = clock.read();
      return clock;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
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
    ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    int length = uptime.read(bytes, 0);
    String text = new String(bytes.array(), 0, Math.max(0, length), StandardCharsets.US_ASCII);
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
