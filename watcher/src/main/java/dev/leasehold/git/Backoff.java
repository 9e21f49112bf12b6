package dev.leasehold.git;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A random wait before the next try, between zero and a ceiling that doubles with each failure. The
 * whole range is random, so that writers that failed together do not retry together.
 */
record Backoff(RandomGenerator random) {
  private static final long FIRST_CEILING_MILLIS = 100;
  private static final long LAST_CEILING_MILLIS = 10_000;

  /**
   * @param failures the number of failed tries, at least 1
   */
  Duration after(int failures) {
    long ceiling =
        Math.min(LAST_CEILING_MILLIS, FIRST_CEILING_MILLIS << Math.min(failures - 1, 10));
    return Duration.ofMillis(random.nextLong(ceiling + 1));
  }
}
