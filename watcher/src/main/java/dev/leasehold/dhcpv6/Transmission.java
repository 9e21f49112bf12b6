package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.ElapsedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * The retransmission of the message of one exchange (RFC 9915 section 15).
 *
 * @param firstAt the time of the first message; before it is sent, its planned time
 * @param count the number of messages sent
 * @param timeout RT, the time from the last message to the next
 * @param nextAt the time of the next message
 * @param endsAt the time at which the exchange fails; {@link Instant#MAX}: no limit
 */
public record Transmission(
    Parameters parameters,
    int transactionId,
    Instant firstAt,
    int count,
    Duration timeout,
    Instant nextAt,
    Instant endsAt) {
  /** The parameters of section 7.6, in seconds; 0: no limit. */
  public enum Parameters {
    SOLICIT(1, 1, 3600, 0, 0),
    REQUEST(0, 1, 30, 10, 0),
    RENEW(0, 10, 600, 0, 0),
    REBIND(0, 10, 600, 0, 0),
    /**
     * The parameters of a Rebind that checks the held prefixes after a link change (section
     * 18.2.12).
     */
    CONFIRM(1, 1, 4, 0, 10),
    RELEASE(0, 1, 0, 4, 0);

    private final long maxDelay;
    private final Duration initialTimeout;
    private final Duration maxTimeout;
    private final int maxCount;
    private final Duration maxDuration;

    Parameters(long maxDelay, long irt, long mrt, int mrc, long mrd) {
      this.maxDelay = maxDelay;
      initialTimeout = Duration.ofSeconds(irt);
      maxTimeout = Duration.ofSeconds(mrt);
      maxCount = mrc;
      maxDuration = Duration.ofSeconds(mrd);
    }

    Duration maxTimeout() {
      return maxTimeout;
    }
  }

  /**
   * Begins an exchange with a new transaction id; the first message follows after the initial
   * delay, if any.
   */
  static Transmission begin(
      Parameters parameters, RandomGenerator random, Instant now, Instant endsAt) {
    Instant firstAt = now.plus(share(Duration.ofSeconds(parameters.maxDelay), random.nextDouble()));
    return new Transmission(
        parameters, random.nextInt(1 << 24), firstAt, 0, Duration.ZERO, firstAt, endsAt);
  }

  /** The exchange after one more message. */
  Transmission sent(RandomGenerator random, Instant now, Duration maxTimeout) {
    Duration next = nextTimeout(random, maxTimeout);
    boolean first = count == 0;
    Instant end =
        first && isSet(parameters.maxDuration) ? now.plus(parameters.maxDuration) : endsAt;
    return new Transmission(
        parameters, transactionId, first ? now : firstAt, count + 1, next, now.plus(next), end);
  }

  private Duration nextTimeout(RandomGenerator random, Duration maxTimeout) {
    if (count == 0) {
      // Section 18.2.1: for the first Solicit "RAND to be strictly greater than 0"
      double jitter =
          parameters == Parameters.SOLICIT ? 0.1 * (1 - random.nextDouble()) : jitter(random);
      return share(parameters.initialTimeout, 1 + jitter);
    }
    Duration doubled = share(timeout, 2 + jitter(random));
    return isSet(maxTimeout) && doubled.compareTo(maxTimeout) > 0
        ? share(maxTimeout, 1 + jitter(random))
        : doubled;
  }

  /** The exchange with its next message postponed (section 14.1). */
  Transmission postponed(Instant until) {
    return new Transmission(parameters, transactionId, firstAt, count, timeout, until, endsAt);
  }

  /** The exchange with the timers of other parameters, and without an end. */
  Transmission slowedTo(Parameters other, RandomGenerator random, Instant now) {
    Duration next = share(other.initialTimeout, 1 + jitter(random));
    return new Transmission(
        other, transactionId, firstAt, count, next, now.plus(next), Instant.MAX);
  }

  /** The exchange with an earlier end; unchanged if it already ends before. */
  Transmission endingBy(Instant end) {
    return end.isBefore(endsAt)
        ? new Transmission(parameters, transactionId, firstAt, count, timeout, nextAt, end)
        : this;
  }

  Transmission delayed(Duration delay) {
    return new Transmission(
        parameters, transactionId, firstAt.plus(delay), count, timeout, nextAt.plus(delay), endsAt);
  }

  /** Whether the exchange failed: MRC or MRD is reached. */
  boolean failed(Instant now) {
    return !now.isBefore(endsAt)
        || parameters.maxCount > 0 && count >= parameters.maxCount && !now.isBefore(nextAt);
  }

  Instant wakeAt() {
    return nextAt.isBefore(endsAt) ? nextAt : endsAt;
  }

  /** The Elapsed Time option of the message sent now. */
  ElapsedTime elapsed(Instant now) {
    long hundredths = count == 0 ? 0 : Duration.between(firstAt, now).toMillis() / 10;
    return new ElapsedTime(Math.clamp(hundredths, 0, ElapsedTime.MAX));
  }

  private static double jitter(RandomGenerator random) {
    return 0.2 * random.nextDouble() - 0.1;
  }

  private static Duration share(Duration of, double factor) {
    return Duration.ofNanos((long) (of.toNanos() * factor));
  }

  private static boolean isSet(Duration bound) {
    return !bound.isZero();
  }
}
