package dev.leasehold.git;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A random wait before the next try, between zero and a ceiling that doubles with each failure. The
 * whole range is random, so that writers that failed together do not retry together. While the
 * branch is contended, the ceiling begins higher: it grows with each write that failed more than
 * once, and shrinks with each that did not fail.
 */
final class Backoff {
  private static final long FIRST_CEILING_MILLIS = 100;
  private static final int MOST_DOUBLINGS = 7; // 12.8 s

  private final RandomGenerator random;
  private int contention;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The wait before a try.
   *
   * @param failures the number of failed tries, at least 1. The first may only have been on an old
   *     tip, so nothing follows from it while the branch is not contended
   */
  Duration after(int failures) {
    int doublings = contention + failures - (contention == 0 ? 2 : 1);
    return doublings < 0
        ? Duration.ZERO
        : Duration.ofMillis(
            random.nextLong((FIRST_CEILING_MILLIS << Math.min(doublings, MOST_DOUBLINGS)) + 1));
  }

  /**
   * Records the end of a write.
   *
   * @param failures the number of failed tries
   */
  void ended(int failures) {
    if (failures == 0) {
      contention = Math.max(0, contention - 1);
    } else if (failures > 1) {
      contention = Math.min(MOST_DOUBLINGS, contention + 1);
    }
  }
}
