package dev.leasehold.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The number of recent replacements of one prefix, and how long the next prefix must therefore be
 * preferred without a break before it is used. The first two replacements are immediate. The third
 * waits 10 s, and each further one twice as long, up to 300 s. Ten minutes without a replacement
 * reset the count.
 *
 * <p>The end of a drain is never held back. The return to a draining prefix is not held back
 * either, once in ten minutes. These changes restore a service, and no source can repeat them at
 * will.
 *
 * @param replacements the number of replacements, each within ten minutes of the one before
 * @param last when the latest replacement was written; {@link Instant#MIN}: there was none
 * @param returned when a draining prefix last became current again; {@link Instant#MIN}: none did
 * @param openFrom when the target accepts another commit; {@link Instant#MIN}: now
 */
public record DampingState(int replacements, Instant last, Instant returned, Instant openFrom) {
  /** Nothing was replaced, and the target accepts a commit. */
  public static final DampingState NONE =
      new DampingState(0, Instant.MIN, Instant.MIN, Instant.MIN);

  private static final int IMMEDIATE = 2;
  private static final Duration RESET = Duration.ofMinutes(10);
  private static final Duration FIRST_QUIET = Duration.ofSeconds(10);
  private static final Duration LONGEST_QUIET = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 5; // 320 s

  /** The same state for a target that accepts no commit before this time. */
  public DampingState opensAt(Instant from) {
    return new DampingState(replacements, last, returned, from);
  }

  /**
   * The state when the DynamicPrefix turns damping off: only the commit limit of the target
   * remains.
   */
  DampingState off() {
    return new DampingState(0, Instant.MIN, returned, openFrom);
  }

  /** The state after these changes of the prefix were written. */
  public DampingState wrote(List<? extends LeaseChange> changes, Instant at) {
    DampingState after = this;
    for (LeaseChange change : changes) {
      after = after.wrote(change, at);
    }
    return after;
  }

  private DampingState wrote(LeaseChange change, Instant at) {
    return switch (change) {
      case PrefixChange.Renumbered _, PrefixChange.Replaced _, PrefixChange.Lost _ -> counted(at);
      case PrefixChange.Returned _ ->
          returnsAtOnce(at) ? new DampingState(replacements, last, at, openFrom) : counted(at);
      case PrefixChange.Acquired _,
          PrefixChange.DrainEnded _,
          PrefixChange.DrainShortened _,
          PrefixChange.HistoryTrimmed _,
          AddressChange _,
          LeaseChange.Removed _ ->
          this;
    };
  }

  private DampingState counted(Instant at) {
    return new DampingState((isReset(at) ? 0 : replacements) + 1, at, returned, openFrom);
  }

  private boolean isReset(Instant now) {
    return last.equals(Instant.MIN) || !now.isBefore(last.plus(RESET));
  }

  /** How long the next prefix must be preferred without a break. */
  Duration quiet(Instant now) {
    if (isReset(now) || replacements < IMMEDIATE) {
      return Duration.ZERO;
    }
    Duration quiet =
        FIRST_QUIET.multipliedBy(1L << Math.min(replacements - IMMEDIATE, MAX_DOUBLINGS));
    return quiet.compareTo(LONGEST_QUIET) > 0 ? LONGEST_QUIET : quiet;
  }

  /**
   * When a prefix may be used, if it stays preferred. {@code preferredSince} is the start of the
   * time that it is preferred without a break.
   */
  Instant due(Instant preferredSince, Instant now) {
    Instant quiet = preferredSince.plus(quiet(now));
    return latest(isReset(now) ? quiet : earliest(quiet, last.plus(RESET)), openFrom);
  }

  /** When a lost prefix without a successor may be removed. */
  Instant lossDue(Instant now) {
    return latest(isReset(now) ? Instant.MIN : last.plus(quiet(now)), openFrom);
  }

  /** When a draining prefix may become current again. */
  Instant returnDue(Instant now) {
    return returnsAtOnce(now) ? Instant.MIN : lossDue(now);
  }

  private boolean returnsAtOnce(Instant now) {
    return returned.equals(Instant.MIN) || !now.isBefore(returned.plus(RESET));
  }

  /**
   * The same state after the wall clock was set.
   *
   * @param step how far the clock was set forward; negative: back
   */
  public DampingState movedBy(Duration step) {
    return new DampingState(
        replacements, moved(last, step), moved(returned, step), moved(openFrom, step));
  }

  private static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  private static Instant moved(Instant instant, Duration step) {
    return instant.equals(Instant.MIN) ? instant : instant.plus(step);
  }
}
