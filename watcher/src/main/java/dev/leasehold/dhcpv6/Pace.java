package dev.leasehold.dhcpv6;

import java.time.Duration;
import java.time.Instant;

/**
 * How often a client may send.
 *
 * @param solMaxRt SOL_MAX_RT, as servers may set it
 * @param setbacks how many times in a row discovery began without coming to a lease to speak of
 * @param sendFrom when the next message may be sent
 * @param probeFrom when the next probe may be made
 */
record Pace(Duration solMaxRt, int setbacks, Instant sendFrom, Instant probeFrom) {
  /**
   * Section 14.1: at most 20 messages in 20 seconds. 10 at once and one every 2 seconds are never
   * more, in whichever 20 seconds one looks.
   */
  private static final Duration EVERY = Duration.ofSeconds(2);

  private static final Duration BURST = EVERY.multipliedBy(9);

  private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

  /** Where servers answer, but not with a lease: ten minutes, as between two Renews. */
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

  /** Another link may have other servers; only what protects all of them stays. */
  Pace onAnotherLink() {
    return new Pace(START.solMaxRt, 0, sendFrom, probeFrom);
  }
}
