package dev.leasehold.wire;

import java.time.Duration;

/**
 * A lifetime in packets: seconds in an unsigned 32-bit field, with the largest value for infinity
 * (RFC 4861 section 4.6.2, RFC 9915 section 7.7; the kernel uses the same).
 */
public final class Lifetime {
  /** The infinite lifetime, in seconds. */
  public static final long INFINITY = 0xffff_ffffL;

  /** The duration of {@link #INFINITY}: longer than any program runs, safe to add to an instant. */
  public static final Duration FOREVER = Duration.ofDays(36_500);

  private Lifetime() {}

  /**
   * The duration of a field value.
   *
   * @param seconds from 0 to {@link #INFINITY}. That is 136 years, so it becomes {@link #FOREVER}
   */
  public static Duration ofSeconds(long seconds) {
    return bounded(Duration.ofSeconds(seconds));
  }

  /** Limits a lifetime to {@link #FOREVER}. */
  public static Duration bounded(Duration lifetime) {
    return lifetime.compareTo(FOREVER) > 0 ? FOREVER : lifetime;
  }
}
