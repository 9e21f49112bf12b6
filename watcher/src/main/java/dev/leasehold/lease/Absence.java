package dev.leasehold.lease;

import dev.leasehold.lease.Cadence.Proof;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;

/**
 * A prefix that a source leaves out, since the last message that had it. One message without it
 * proves nothing of a router: it is asked, and the windows count in which it sent something, and
 * nothing of all that it sent had the prefix.
 *
 * @param since when the first message without the prefix came
 * @param novel whether a message without it had a set of prefixes that was new of this router
 * @param askAt when to solicit next; {@link #NEVER}: not
 * @param askedAt when the open window began; {@link #NEVER}: it was not asked yet
 * @param answered whether the router sent something in the open window
 * @param unanswered how many windows in a row it sent nothing in
 * @param windows how many windows are over that count
 * @param proven whether the prefix is no longer mentioned
 */
record Absence(
    Prefix prefix,
    Instant since,
    boolean novel,
    Instant askAt,
    Instant askedAt,
    boolean answered,
    int unanswered,
    int windows,
    boolean proven) {
  static final Instant NEVER = Instant.MAX;

  /** RFC 4861 section 10: RTR_SOLICITATION_INTERVAL. */
  static final Duration SOLICITATION_INTERVAL = Duration.ofSeconds(4);

  /** RFC 7559 section 2: MRT, the longest pause between two solicitations. */
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 10;

  /** RFC 4861 section 10: MAX_RTR_SOLICITATIONS; a router that answers none does not answer. */
  static final int SOLICITATIONS = 3;

  static Absence of(Prefix prefix, Instant at, boolean novel, Instant askAt) {
    return new Absence(prefix, at, novel, askAt, NEVER, false, 0, 0, false);
  }

  boolean asked() {
    return !askedAt.equals(NEVER);
  }

  /** Whether the prefix is in doubt: the router is asked, and has not answered in full. */
  boolean open(Proof proof, Instant now) {
    return !askAt.equals(NEVER) && (asked() || !now.isBefore(askAt)) && !isProven(proof, now);
  }

  boolean isProven(Proof proof, Instant now) {
    return proven || asked() && windows + (counts(proof, now) ? 1 : 0) >= proof.windows();
  }

  /** When the open window ends; {@link #NEVER} without one. */
  Instant windowEnd(Proof proof) {
    return asked() ? askedAt.plus(proof.window()) : NEVER;
  }

  private boolean counts(Proof proof, Instant now) {
    return answered && !now.isBefore(windowEnd(proof));
  }

  /**
   * After one more message without it.
   *
   * @param isNovel whether this one had a set of prefixes that was new of this router
   */
  Absence again(Proof proof, Instant at, boolean isNovel) {
    if (!asked()) {
      return isNovel && at.isBefore(askAt) ? of(prefix, since, true, at) : this;
    }
    if (at.isBefore(windowEnd(proof))) {
      return with(isNovel, askedAt.plus(pause(proof, 0)), true, windows);
    }
    if (answered) {
      return this; // the window is over and counts; the next begins when it is due
    }
    // It is there now, so it is asked now. One that answers no solicitation is judged by what it
    // sends by itself.
    int counted = unanswered >= SOLICITATIONS ? windows + 1 : windows;
    return with(isNovel, at, false, counted);
  }

  private Absence with(boolean isNovel, Instant nextAskAt, boolean nowAnswered, int counted) {
    return new Absence(
        prefix,
        since,
        novel || isNovel,
        nextAskAt,
        askedAt,
        nowAnswered,
        unanswered,
        counted,
        proven);
  }

  /** After a solicitation; nothing changes by one that comes before it is due. */
  Absence solicited(Proof proof, Instant at) {
    if (proven || at.isBefore(askAt)) {
      return this;
    }
    int inVain = asked() && !answered ? unanswered + 1 : 0;
    return new Absence(
        prefix,
        since,
        novel,
        at.plus(pause(proof, inVain)),
        at,
        false,
        inVain,
        counts(proof, at) ? windows + 1 : windows,
        false);
  }

  /** Longer each time that nothing comes: RFC 7559. */
  private static Duration pause(Proof proof, int inVain) {
    Duration window = proof.window();
    Duration least = window.compareTo(SOLICITATION_INTERVAL) > 0 ? window : SOLICITATION_INTERVAL;
    Duration pause = least.multipliedBy(1L << Math.min(inVain, MOST_DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** The same once it is proven: it stays so until the prefix is mentioned again. */
  Absence settled() {
    return new Absence(prefix, since, novel, NEVER, askedAt, answered, unanswered, windows, true);
  }

  Absence movedBy(Duration step) {
    return new Absence(
        prefix,
        since.plus(step),
        novel,
        moved(askAt, step),
        moved(askedAt, step),
        answered,
        unanswered,
        windows,
        proven);
  }

  private static Instant moved(Instant instant, Duration step) {
    return instant.equals(NEVER) ? NEVER : instant.plus(step);
  }
}
