package dev.leasehold.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The wall clock, except that it changes with the monotonic clock between two calls of {@link
 * #step}. A change of the wall clock becomes visible only in {@link #step}. Not thread-safe.
 *
 * <p>The JVM's monotonic clock stops while a machine sleeps, so a wake-up looks like a clock that
 * was set forward. Lifetimes received before the sleep then last longer, until the solicited
 * routers answer.
 */
public final class SteadyClock implements InstantSource {
  /** NTP slews far less than this between two calls, and no timer here needs more precision. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final InstantSource wall;
  private final LongSupplier nanos;
  private Instant seen;
  private long seenNanos;
  private Instant stepped = Instant.MIN;

  /**
   * A clock that starts at the time of the wall clock.
   *
   * @param wall the wall clock; it may be set at any time
   * @param nanos the monotonic clock in nanoseconds, from an arbitrary origin
   */
  public SteadyClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.seen = wall.instant();
    this.seenNanos = nanos.getAsLong();
  }

  /** For a clock that is never set: all its progress is real time. */
  public static SteadyClock neverSet(InstantSource clock) {
    return new SteadyClock(clock, () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());
  }

  @Override
  public Instant instant() {
    return seen.plusNanos(nanos.getAsLong() - seenNanos);
  }

  /**
   * Synchronizes with the wall clock and returns how far it was set since the last call.
   *
   * @return how far it was set forward; negative: back; empty when it was not set
   */
  Optional<Duration> step() {
    Instant expected = instant();
    seenNanos = nanos.getAsLong();
    seen = wall.instant();
    Duration step = Duration.between(expected, seen);
    if (step.abs().compareTo(TOLERANCE) <= 0) {
      return Optional.empty();
    }
    stepped = seen;
    return Optional.of(step);
  }

  /**
   * Converts a time from the wall clock. A time from before the last step becomes the time of the
   * step.
   */
  Instant taken(Instant at) {
    if (stepped.equals(Instant.MIN)) {
      return at;
    }
    Instant now = instant();
    if (at.isBefore(stepped)) {
      return stepped;
    }
    return at.isAfter(now) ? now : at;
  }
}
