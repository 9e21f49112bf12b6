package dev.leasehold.lease;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a router is still there.
 *
 * @param lastHeard when its latest advertisement came
 * @param listeningSince from when on its link is listened to without a break
 * @param routerLifetime of that advertisement; 0 is legal (RFC 4861 section 4.2)
 * @param longestInterval the longest seen between two of its advertisements; 0: not known
 * @param solicitations how many were sent since it was first heard, at most two of them counted
 * @param unanswered how many were sent, far enough apart, since it has been silent for too long
 * @param askedAt when the latest solicitation was sent; {@link Absence#NEVER}: none was
 * @param ignored how many were sent, far enough apart, since it was last heard, at most three
 * @param ignoresFrom from when on it counts as one that does not answer, until it is heard; {@link
 *     Absence#NEVER}: it does not
 */
record Liveness(
    Instant lastHeard,
    Instant listeningSince,
    Duration routerLifetime,
    Duration longestInterval,
    int solicitations,
    int unanswered,
    Instant askedAt,
    int ignored,
    Instant ignoresFrom) {
  /** RFC 4861 section 6.2.1: the longest MaxRtrAdvInterval. More means that nobody listened. */
  static final Duration LONGEST_INTERVAL = Duration.ofMinutes(30);

  /** What comes that soon after a solicitation is an answer, of a router of three parts. */
  private static final Duration ANSWERS = Duration.ofSeconds(10);

  /**
   * Asked again when it was first heard: by the first answers alone nobody can tell whether it
   * splits them.
   */
  private static final int FIRST_QUESTIONS = 2;

  static Liveness of(Instant at) {
    return new Liveness(
        at, at, Duration.ZERO, Duration.ZERO, 0, 0, Absence.NEVER, 0, Absence.NEVER);
  }

  /** Answers say nothing of how often it sends by itself. */
  Liveness heard(Instant at, Duration lifetime) {
    boolean answer = asked() && at.isBefore(askedAt.plus(ANSWERS));
    boolean heardAll = !lastHeard.isBefore(listeningSince);
    Duration interval = atMost(LONGEST_INTERVAL, Duration.between(lastHeard, at));
    boolean longer = !answer && heardAll && interval.compareTo(longestInterval) > 0;
    return new Liveness(
        at,
        listeningSince,
        lifetime,
        longer ? interval : longestInterval,
        solicitations,
        0,
        askedAt,
        0,
        Absence.NEVER);
  }

  Liveness listening(Instant at) {
    return new Liveness(
        lastHeard,
        at,
        routerLifetime,
        longestInterval,
        solicitations,
        0,
        Absence.NEVER,
        0,
        Absence.NEVER);
  }

  static Duration atMost(Duration most, Duration duration) {
    return duration.compareTo(most) > 0 ? most : duration;
  }

  /** From when on its silence is longer than any that is usual for it. */
  Instant silentFrom() {
    Duration usual = longestInterval.isZero() ? LONGEST_INTERVAL : longestInterval.multipliedBy(3);
    Instant from = lastHeard.isBefore(listeningSince) ? listeningSince : lastHeard;
    return from.plus(routerLifetime.compareTo(usual) > 0 ? routerLifetime : usual);
  }

  Liveness solicited(Instant at) {
    boolean tooSoon = asked() && at.isBefore(askedAt.plus(Absence.SOLICITATION_INTERVAL));
    if (tooSoon) {
      return this;
    }
    boolean lastOne = ignored == Absence.SOLICITATIONS - 1;
    return new Liveness(
        lastHeard,
        listeningSince,
        routerLifetime,
        longestInterval,
        Math.min(solicitations + 1, FIRST_QUESTIONS),
        at.isBefore(silentFrom()) ? 0 : unanswered + 1,
        at,
        Math.min(ignored + 1, Absence.SOLICITATIONS),
        lastOne ? at.plus(Absence.SOLICITATION_INTERVAL) : ignoresFrom);
  }

  /** Whether it has answered none of three solicitations since it was heard. */
  boolean ignores(Instant now) {
    return !now.isBefore(ignoresFrom);
  }

  /** When to ask whether it answers; {@link Absence#NEVER} once that is known. */
  Instant askWhetherItAnswersAt() {
    return ignored >= Absence.SOLICITATIONS ? Absence.NEVER : later(lastHeard);
  }

  private boolean asked() {
    return !askedAt.equals(Absence.NEVER);
  }

  /** Whether it has been silent for too long, and answered none of the solicitations since. */
  boolean gone(Instant now) {
    return !now.isBefore(goneAt());
  }

  /** When that is so unless it answers; {@link Absence#NEVER}: not yet. */
  Instant goneAt() {
    return unanswered >= Absence.SOLICITATIONS
        ? askedAt.plus(Absence.SOLICITATION_INTERVAL)
        : Absence.NEVER;
  }

  /** When to ask whether it is gone; {@link Absence#NEVER} once that is known. */
  Instant askWhetherGoneAt() {
    return unanswered >= Absence.SOLICITATIONS ? Absence.NEVER : later(silentFrom());
  }

  /** When to ask it once more, as it has just been heard for the first time. */
  Instant askAtFirstAt(Instant firstHeard) {
    return solicitations >= FIRST_QUESTIONS
        ? Absence.NEVER
        : later(firstHeard.plus(Absence.SOLICITATION_INTERVAL));
  }

  private Instant later(Instant due) {
    if (!asked()) {
      return due;
    }
    Instant next = askedAt.plus(Absence.SOLICITATION_INTERVAL);
    return next.isAfter(due) ? next : due;
  }

  Liveness movedBy(Duration step) {
    return new Liveness(
        lastHeard.plus(step),
        listeningSince.plus(step),
        routerLifetime,
        longestInterval,
        solicitations,
        unanswered,
        asked() ? askedAt.plus(step) : askedAt,
        ignored,
        ignoresFrom.equals(Absence.NEVER) ? ignoresFrom : ignoresFrom.plus(step));
  }
}
