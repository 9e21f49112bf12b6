package dev.leasehold.wire;

import java.time.Duration;

/**
 * A lifetime as packets carry it: seconds in an unsigned 32-bit field, of which the largest value
 * is infinity (RFC 4861 section 4.6.2, RFC 9915 section 7.7; the kernel uses the same).
 */
public final class Lifetime {
  /** In seconds: no end. */
  public static final long INFINITY = 0xffff_ffffL;

  /** The duration of {@link #INFINITY}: longer than any program runs, safe to add to an instant. */
  public static final Duration FOREVER = Duration.ofDays(36_500);

  private Lifetime() {}

  /**
   * The value of a field.
   *
   * @param seconds from 0 to {@link #INFINITY}: 136 years, and so {@link #FOREVER}
   */
  public static Duration ofSeconds(long seconds) {
    return bounded(Duration.ofSeconds(seconds));
  }

  /** The same, and {@link #FOREVER} for a longer one. */
  public static Duration bounded(Duration lifetime) {
    return lifetime.compareTo(FOREVER) > 0 ? FOREVER : lifetime;
  }
}
