package dev.leasehold.git;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: anywhere between nothing and a ceiling that doubles. The
 * whole width is random, for writers that were pushed back together must not come back together.
 */
record Backoff(RandomGenerator random) {
  private static final long FIRST_CEILING_MILLIS = 100;
  private static final long LAST_CEILING_MILLIS = 10_000;

  /**
   * @param failures how many tries have failed, from 1
   */
  Duration after(int failures) {
    long ceiling =
        Math.min(LAST_CEILING_MILLIS, FIRST_CEILING_MILLIS << Math.min(failures - 1, 10));
    return Duration.ofMillis(random.nextLong(ceiling + 1));
  }
}
