package dev.leasehold.lease;

import dev.leasehold.lease.Cadence.Proof;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A prefix that a source leaves out, since the last message that had it. One message without it
 * proves nothing of a router: it is asked, and the windows count in which it sent something, and
 * nothing of all that it sent had the prefix.
 *
 * @param since when the first message without the prefix came
 * @param askAt when to solicit next; {@link #NEVER}: not
 * @param firstAskedAt when it was asked first; {@link #NEVER}: it was not asked yet
 * @param askedAt when the open window began; {@link #NEVER}: it was not asked yet
 * @param heard the sets of prefixes that the router sent in the open window
 * @param unanswered how many windows in a row it sent nothing in
 * @param complete how many windows are over in which it sent as much as its cycle has
 * @param partial how many are over in which it sent less
 * @param proven whether the prefix is no longer mentioned
 */
record Absence(
    Prefix prefix,
    Instant since,
    Instant askAt,
    Instant firstAskedAt,
    Instant askedAt,
    Set<Set<Prefix>> heard,
    int unanswered,
    int complete,
    int partial,
    boolean proven) {
  static final Instant NEVER = Instant.MAX;

  /** RFC 4861 section 10: RTR_SOLICITATION_INTERVAL. */
  static final Duration SOLICITATION_INTERVAL = Duration.ofSeconds(4);

  /** RFC 7559 section 2: MRT, the longest pause between two solicitations. */
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 10;

  /** RFC 4861 section 10: MAX_RTR_SOLICITATIONS; a router that answers none does not answer. */
  static final int SOLICITATIONS = 3;

  Absence {
    heard = Set.copyOf(heard);
  }

  static Absence of(Prefix prefix, Instant at, Instant askAt) {
    return new Absence(prefix, at, askAt, NEVER, NEVER, Set.of(), 0, 0, 0, false);
  }

  boolean asked() {
    return !askedAt.equals(NEVER);
  }

  /** Whether the prefix is in doubt: the router is asked, and has not answered in full. */
  boolean open(Proof proof, Instant now) {
    return !askAt.equals(NEVER) && (asked() || !now.isBefore(askAt)) && !isProven(proof, now);
  }

  boolean isProven(Proof proof, Instant now) {
    if (proven || !asked()) {
      return proven;
    }
    Absence counted = counted(proof, now);
    return proof.isEnough(counted.complete, counted.partial);
  }

  /** When the open window ends; {@link #NEVER} without one. */
  Instant windowEnd(Proof proof) {
    return asked() ? askedAt.plus(proof.window()) : NEVER;
  }

  private boolean answered() {
    return !heard.isEmpty();
  }

  /** With the open window among those that are over, once it is, and if it counts. */
  private Absence counted(Proof proof, Instant now) {
    if (!answered() || now.isBefore(windowEnd(proof))) {
      return this;
    }
    boolean all = Cadence.parts(heard) >= proof.parts();
    return with(askAt, Set.of(), complete + (all ? 1 : 0), partial + (all ? 0 : 1));
  }

  /**
   * After one more message without it.
   *
   * @param prefixes what this one had
   * @param novel whether this set of prefixes was new of this router
   */
  Absence again(Proof proof, Instant at, Set<Prefix> prefixes, boolean novel) {
    if (askAt.equals(NEVER)) {
      return this; // proven, or of one that nobody asks
    }
    if (!asked()) {
      return novel && at.isBefore(askAt) ? of(prefix, since, at) : this;
    }
    if (at.isBefore(windowEnd(proof))) {
      Set<Set<Prefix>> all =
          Stream.concat(heard.stream(), Stream.of(prefixes)).collect(Collectors.toSet());
      return with(askedAt.plus(pause(proof, 0)), all, complete, partial);
    }
    if (answered()) {
      return this; // the window is over and counts; the next begins when it is due
    }
    // It is there now, so it is asked now. One that answers no solicitation is judged by what it
    // sends by itself.
    return with(at, Set.of(), complete, unanswered >= SOLICITATIONS ? partial + 1 : partial);
  }

  private Absence with(
      Instant nextAskAt, Set<Set<Prefix>> nowHeard, int nowComplete, int nowPartial) {
    return new Absence(
        prefix,
        since,
        nextAskAt,
        firstAskedAt,
        askedAt,
        nowHeard,
        unanswered,
        nowComplete,
        nowPartial,
        proven);
  }

  /** After a solicitation; nothing changes by one that comes before it is due. */
  Absence solicited(Proof proof, Instant at) {
    if (proven || at.isBefore(askAt)) {
      return this;
    }
    int inVain = asked() && !answered() ? unanswered + 1 : 0;
    Absence counted = counted(proof, at);
    return new Absence(
        prefix,
        since,
        at.plus(pause(proof, inVain)),
        asked() ? firstAskedAt : at,
        at,
        Set.of(),
        inVain,
        counted.complete,
        counted.partial,
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
    return new Absence(
        prefix, since, NEVER, firstAskedAt, askedAt, heard, unanswered, complete, partial, true);
  }

  Absence movedBy(Duration step) {
    return new Absence(
        prefix,
        since.plus(step),
        moved(askAt, step),
        moved(firstAskedAt, step),
        moved(askedAt, step),
        heard,
        unanswered,
        complete,
        partial,
        proven);
  }

  private static Instant moved(Instant instant, Duration step) {
    return instant.equals(NEVER) ? NEVER : instant.plus(step);
  }
}
