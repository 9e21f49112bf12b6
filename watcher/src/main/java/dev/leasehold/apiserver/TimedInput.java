package dev.leasehold.apiserver;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer: each read has a time limit, so that a silent connection ends, and the
 * bytes since {@link #restart} are bounded.
 */
final class TimedInput extends FilterInputStream {
  private final ScheduledExecutorService timer;
  private final Duration silence;
  private final long mostBytes;
  private long bytes;
  private volatile boolean isLate;

  TimedInput(InputStream in, ScheduledExecutorService timer, Duration silence, long mostBytes) {
    super(in);
    this.timer = timer;
    this.silence = silence;
    this.mostBytes = mostBytes;
  }

  /** Counts the bytes from here on. */
  void restart() {
    bytes = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    Future<?> limit;
    try {
      limit = timer.schedule(this::closeLate, silence.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new IOException("the client is closed", e);
    }
    int count;
    try {
      count = in.read(into, from, length);
    } catch (IOException e) {
      throw isLate ? silent() : e;
    } finally {
      limit.cancel(false);
    }
    if (isLate) {
      throw silent();
    }
    bytes += Math.max(0, count);
    if (bytes > mostBytes) {
      throw new IOException("the answer has more than " + mostBytes + " bytes");
    }
    return count;
  }

  private void closeLate() {
    isLate = true;
    try {
      in.close();
    } catch (IOException e) {
      // The read ends all the same.
    }
  }

  private IOException silent() {
    return new IOException("nothing came for " + silence.toSeconds() + " s");
  }
}
