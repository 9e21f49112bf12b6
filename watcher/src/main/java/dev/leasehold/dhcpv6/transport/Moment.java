package dev.leasehold.dhcpv6.transport;

import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One moment on two clocks.
 *
 * @param wall what people see, and what outlives the program; may be set at any time
 * @param steady what timers run by; from an arbitrary origin
 */
record Moment(Instant wall, Instant steady) {

  /** The moments as they pass. */
  static Supplier<Moment> clock(InstantSource wall, LongSupplier nanos) {
    Instant origin = wall.instant();
    long first = nanos.getAsLong();
    return () -> new Moment(wall.instant(), origin.plusNanos(nanos.getAsLong() - first));
  }

  Instant toWall(Instant onSteady) {
    return wall.plus(Duration.between(steady, onSteady));
  }

  /** A time to come is one of a clock that was ahead: no more is left than was granted. */
  Instant toSteady(Instant onWall) {
    Duration ago = Duration.between(onWall, wall);
    return ago.isNegative() ? steady : steady.minus(ago);
  }

  /**
   * How long it is until then, at least 0.
   *
   * @param until on the steady clock; {@link Instant#MAX}: it never comes
   */
  Duration left(Instant until) {
    if (until.equals(Instant.MAX)) {
      return Lifetime.FOREVER;
    }
    return until.isAfter(steady) ? Duration.between(steady, until) : Duration.ZERO;
  }
}
