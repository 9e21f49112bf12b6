package dev.leasehold.web;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits the work for calls with bad signatures: {@link #MOST} at once, then one per {@link #EACH}.
 * Good calls do not count. While a flood exceeds the limit, good calls are refused too; the watcher
 * then still looks at its tips in its own interval.
 */
final class BadSignatures {
  static final int MOST = 20;
  static final Duration EACH = Duration.ofMillis(50);

  private final LongSupplier nanoTime;

  /** When all bad signatures so far will be forgotten, in nanoseconds. */
  private long until;

  BadSignatures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.until = nanoTime.getAsLong();
  }

  /** Whether a signature may be checked now. */
  synchronized boolean permits() {
    return until - nanoTime.getAsLong() <= (MOST - 1) * EACH.toNanos();
  }

  /** A signature was bad. */
  synchronized void count() {
    long now = nanoTime.getAsLong();
    until = (until - now > 0 ? until : now) + EACH.toNanos();
  }
}
