package dev.leasehold.lease;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a router still sends advertisements and answers solicitations.
 *
 * @param lastHeard when its latest advertisement was received
 * @param listeningSince since when the watcher listens on its link without a break
 * @param routerLifetime the router lifetime of the latest advertisement; 0 is legal (RFC 4861
 *     section 4.2)
 * @param longestInterval the longest time seen between two of its unsolicited advertisements; 0:
 *     not known
 * @param solicitations the number of solicitations sent since the router was first heard, counted
 *     up to two
 * @param unanswered the number of solicitations sent, at least 4 s apart, since it has been silent
 *     for too long
 * @param askedAt when the latest solicitation was sent; {@link Absence#NEVER}: none was
 * @param ignored the number of solicitations sent, at least 4 s apart, since it was last heard,
 *     counted up to three
 * @param ignoresFrom when the router starts to count as unresponsive, until it is heard again;
 *     {@link Absence#NEVER}: it does not
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
  /**
   * RFC 4861 section 6.2.1: the longest MaxRtrAdvInterval. A longer time means that the watcher did
   * not listen.
   */
  static final Duration LONGEST_INTERVAL = Duration.ofMinutes(30);

  /**
   * An advertisement this soon after a solicitation is an answer. The time is long enough for a
   * router that splits its options into three parts.
   */
  private static final Duration ANSWERS = Duration.ofSeconds(10);

  /**
   * The number of solicitations after a router is first heard. The first answers do not show
   * whether the router splits its options, so it is solicited a second time.
   */
  private static final int FIRST_QUESTIONS = 2;

  static Liveness of(Instant at) {
    return new Liveness(
        at, at, Duration.ZERO, Duration.ZERO, 0, 0, Absence.NEVER, 0, Absence.NEVER);
  }

  /**
   * After an advertisement. Answers do not count for the interval between unsolicited
   * advertisements.
   */
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

  /** When the silence of the router becomes longer than usual. */
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

  /** Whether the router has answered none of three solicitations since it was last heard. */
  boolean ignores(Instant now) {
    return !now.isBefore(ignoresFrom);
  }

  /**
   * When to solicit a router that may be unresponsive; {@link Absence#NEVER} once that is known.
   */
  Instant askWhetherItAnswersAt() {
    return ignored >= Absence.SOLICITATIONS ? Absence.NEVER : later(lastHeard);
  }

  private boolean asked() {
    return !askedAt.equals(Absence.NEVER);
  }

  /**
   * Whether the router has been silent for too long and has answered none of three solicitations
   * since.
   */
  boolean gone(Instant now) {
    return !now.isBefore(goneAt());
  }

  /** When the router counts as gone, unless it answers; {@link Absence#NEVER}: not known yet. */
  Instant goneAt() {
    return unanswered >= Absence.SOLICITATIONS
        ? askedAt.plus(Absence.SOLICITATION_INTERVAL)
        : Absence.NEVER;
  }

  /** When to solicit a router that may be gone; {@link Absence#NEVER} once that is known. */
  Instant askWhetherGoneAt() {
    return unanswered >= Absence.SOLICITATIONS ? Absence.NEVER : later(silentFrom());
  }

  /**
   * When to solicit a router that was just heard for the first time; {@link Absence#NEVER}: done.
   */
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
