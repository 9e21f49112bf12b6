package dev.leasehold.lease;

import dev.leasehold.lease.Cadence.Proof;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A prefix that a source leaves out: one that it announced before or that the lease holds. One
 * advertisement without the prefix proves nothing about a router, so the router is solicited. A
 * window counts when the router sent at least one advertisement in it and none of them had the
 * prefix.
 *
 * @param since when the first message without the prefix came
 * @param askAt when to solicit next; {@link #NEVER}: no solicitation is due
 * @param firstAskedAt when the router was first solicited about the prefix; {@link #NEVER}: not yet
 * @param askedAt when the open window began; {@link #NEVER}: the router was not solicited yet
 * @param heard the sets of prefixes that the router sent in the open window
 * @param unanswered the number of consecutive windows in which the router sent nothing
 * @param complete the number of ended windows in which the router sent a whole cycle
 * @param partial the number of ended windows in which the router sent less than a cycle
 * @param proven whether the absence is proven
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

  private static final int MAX_DOUBLINGS = 10;

  /**
   * RFC 4861 section 10: MAX_RTR_SOLICITATIONS. A router that answers none of them counts as
   * silent.
   */
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

  /**
   * Whether the prefix is in doubt: a solicitation is due or sent, and the absence is not proven.
   */
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

  /** Counts the open window if it has ended and the router answered in it. */
  private Absence counted(Proof proof, Instant now) {
    if (!answered() || now.isBefore(windowEnd(proof))) {
      return this;
    }
    boolean all = Cadence.parts(heard) >= proof.parts();
    return with(askAt, Set.of(), complete + (all ? 1 : 0), partial + (all ? 0 : 1));
  }

  /**
   * The absence after one more message without the prefix.
   *
   * @param prefixes the prefixes in this message
   * @param novel whether this router has not sent this set of prefixes lately
   */
  Absence again(Proof proof, Instant at, Set<Prefix> prefixes, boolean novel) {
    if (askAt.equals(NEVER)) {
      return this; // proven, or the source cannot be solicited
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
      return this; // the window has ended and counts; the next one begins with the next
      // solicitation
    }
    // The router is reachable now, so it is solicited now. If it answers no solicitations, its
    // unsolicited advertisements count as partial windows.
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

  /** The absence after a solicitation. A solicitation before the due time changes nothing. */
  Absence solicited(Proof proof, Instant at) {
    if (proven || at.isBefore(askAt)) {
      return this;
    }
    int unansweredInARow = asked() && !answered() ? unanswered + 1 : 0;
    Absence counted = counted(proof, at);
    return new Absence(
        prefix,
        since,
        at.plus(pause(proof, unansweredInARow)),
        asked() ? firstAskedAt : at,
        at,
        Set.of(),
        unansweredInARow,
        counted.complete,
        counted.partial,
        false);
  }

  /** The pause doubles after each unanswered solicitation (RFC 7559 section 2). */
  private static Duration pause(Proof proof, int unansweredInARow) {
    Duration window = proof.window();
    Duration least = window.compareTo(SOLICITATION_INTERVAL) > 0 ? window : SOLICITATION_INTERVAL;
    Duration pause = least.multipliedBy(1L << Math.min(unansweredInARow, MAX_DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** The proven absence. It ends when the router announces the prefix again. */
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
