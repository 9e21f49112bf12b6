package dev.leasehold.dhcpv6.transport;

import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A time on two clocks.
 *
 * @param wall the wall clock, for people and saved files; it may be set at any time
 * @param steady the monotonic clock, for timers; from an arbitrary origin
 */
record Moment(Instant wall, Instant steady) {

  /** A source of the current time. */
  static Supplier<Moment> clock(InstantSource wall, LongSupplier nanos) {
    Instant origin = wall.instant();
    long first = nanos.getAsLong();
    return () -> new Moment(wall.instant(), origin.plusNanos(nanos.getAsLong() - first));
  }

  Instant toWall(Instant onSteady) {
    return wall.plus(Duration.between(steady, onSteady));
  }

  /**
   * Converts a wall-clock time. A future time comes from a clock that was ahead and counts as now,
   * so that no lifetime grows.
   */
  Instant toSteady(Instant onWall) {
    Duration ago = Duration.between(onWall, wall);
    return ago.isNegative() ? steady : steady.minus(ago);
  }

  /**
   * The time until an instant, at least 0.
   *
   * @param until on the monotonic clock; {@link Instant#MAX}: never
   */
  Duration left(Instant until) {
    if (until.equals(Instant.MAX)) {
      return Lifetime.FOREVER;
    }
    return until.isAfter(steady) ? Duration.between(steady, until) : Duration.ZERO;
  }
}
