package dev.leasehold.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The wall clock, but when it is set that is seen only where {@link #step} is called: between two
 * calls it goes on as the monotonic clock does. For one thread.
 *
 * <p>A machine that slept looks like one whose clock was set forward, as the JVM's monotonic clock
 * stands meanwhile: what was heard before then holds for longer, until the routers that are asked
 * say otherwise.
 */
public final class SteadyClock implements InstantSource {
  /** What NTP slews between two calls is far less, and nothing here is as exact. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final InstantSource wall;
  private final LongSupplier nanos;
  private Instant seen;
  private long seenNanos;
  private Instant stepped = Instant.MIN;

  /**
   * In step with the wall clock.
   *
   * @param wall may be set at any time
   * @param nanos never is; from an arbitrary origin
   */
  public SteadyClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.seen = wall.instant();
    this.seenNanos = nanos.getAsLong();
  }

  /** For a clock that nobody sets: however far it goes, that time has passed. */
  public static SteadyClock neverSet(InstantSource clock) {
    return new SteadyClock(clock, () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());
  }

  @Override
  public Instant instant() {
    return seen.plusNanos(nanos.getAsLong() - seenNanos);
  }

  /**
   * Follows the wall clock, and tells how far it was set since the last call.
   *
   * @return forward; negative: back; empty when it was not
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
   * A time that somebody took from the wall clock, maybe before it was set: such a one counts as
   * when that was noticed.
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
