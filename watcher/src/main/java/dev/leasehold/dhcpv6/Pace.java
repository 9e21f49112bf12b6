package dev.leasehold.dhcpv6;

import java.time.Duration;
import java.time.Instant;

/**
 * The rate limits of a client.
 *
 * @param solMaxRt SOL_MAX_RT, which servers may set
 * @param setbacks the number of consecutive discoveries that ended without a usable lease
 * @param sendFrom the earliest time of the next message
 * @param probeFrom the earliest time of the next check
 */
record Pace(Duration solMaxRt, int setbacks, Instant sendFrom, Instant probeFrom) {
  /**
   * The interval after a burst. Section 14.1 permits at most 20 messages in 20 seconds: a burst of
   * 10 and one every 2 seconds never exceed that in any 20 seconds.
   */
  private static final Duration EVERY = Duration.ofSeconds(2);

  private static final Duration BURST = EVERY.multipliedBy(9);

  private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

  /** The longest pause while servers answer without a lease: ten minutes, as between two Renews. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private static final int MOST_DOUBLINGS = 10;

  static final Pace START =
      new Pace(Transmission.Parameters.SOLICIT.maxTimeout(), 0, Instant.MIN, Instant.MIN);

  Pace sent(Instant now) {
    Instant full = now.minus(BURST);
    Instant next = (sendFrom.isAfter(full) ? sendFrom : full).plus(EVERY);
    return new Pace(solMaxRt, setbacks, next, probeFrom);
  }

  Pace probed(Instant now) {
    return new Pace(solMaxRt, setbacks, sendFrom, now.plus(BETWEEN_PROBES));
  }

  Pace withSolMaxRt(long seconds) {
    return new Pace(Duration.ofSeconds(seconds), setbacks, sendFrom, probeFrom);
  }

  /** The pause before discovery begins again. */
  Duration pause() {
    if (setbacks == 0) {
      return Duration.ZERO;
    }
    Duration doubled = Duration.ofSeconds(1L << Math.min(setbacks, MOST_DOUBLINGS));
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  Pace setback() {
    return new Pace(solMaxRt, setbacks + 1, sendFrom, probeFrom);
  }

  Pace leased() {
    return new Pace(solMaxRt, 0, sendFrom, probeFrom);
  }

  /**
   * The limits on another link. Its servers may differ, so only the limits that protect all servers
   * stay.
   */
  Pace onAnotherLink() {
    return new Pace(START.solMaxRt, 0, sendFrom, probeFrom);
  }
}
