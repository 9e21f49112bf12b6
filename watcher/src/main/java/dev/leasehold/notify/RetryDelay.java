package dev.leasehold.notify;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A random wait before the next try, between half of a ceiling and the ceiling, which doubles from
 * 1 s to 5 min. A receiver that comes back is not called by every watcher at once.
 */
record RetryDelay(RandomGenerator random) {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 9;

  /**
   * @param failures the number of failed tries in a row, at least 1
   */
  Duration after(int failures) {
    long ceiling = FIRST.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
    return jittered(Math.min(ceiling, LONGEST.toMillis()));
  }

  /** The wait where only a person can help. */
  Duration slow() {
    return jittered(LONGEST.toMillis());
  }

  private Duration jittered(long ceiling) {
    return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
  }
}
