package dev.leasehold.router;

import java.time.Duration;

/** The pauses before another try: 5, 10, 20, … 300 s. */
final class Pauses {
  static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 6;

  private Pauses() {}

  /** The pause after this many failures before. */
  static Duration of(int failures) {
    return of(failures, LONGEST);
  }

  /** The same, with another longest one. */
  static Duration of(int failures, Duration longest) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
