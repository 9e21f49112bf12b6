package dev.leasehold.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How often one prefix was replaced lately, and how long the next one therefore has to be preferred
 * without a break before it is taken. Two replacements go at once. The third needs 10 s, each
 * further one twice as long, up to 300 s, until none came for ten minutes.
 *
 * <p>What ends a drain is never held back, and neither is the return to a draining prefix, once in
 * ten minutes: those make a service work again and cannot be repeated at will.
 *
 * @param replacements how many there were, each within ten minutes of the one before
 * @param last when the latest of them was written; {@link Instant#MIN}: there was none
 * @param returned when a draining prefix came back last; {@link Instant#MIN}: none did
 * @param openFrom from when the target takes another commit; {@link Instant#MIN}: now
 */
public record DampingState(int replacements, Instant last, Instant returned, Instant openFrom) {
  /** Nothing was replaced, and the target takes a commit. */
  public static final DampingState NONE =
      new DampingState(0, Instant.MIN, Instant.MIN, Instant.MIN);

  private static final int AT_ONCE = 2;
  private static final Duration RESET = Duration.ofMinutes(10);
  private static final Duration FIRST_QUIET = Duration.ofSeconds(10);
  private static final Duration LONGEST_QUIET = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 5; // 320 s

  /** The same for a target that takes no further commit until then. */
  public DampingState opensAt(Instant from) {
    return new DampingState(replacements, last, returned, from);
  }

  /** What holds back, where the intent turns damping off: the target's limit alone. */
  DampingState off() {
    return new DampingState(0, Instant.MIN, returned, openFrom);
  }

  /** After these changes of the prefix were written. */
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

  /** How long the next prefix has to be preferred without a break. */
  Duration quiet(Instant now) {
    if (isReset(now) || replacements < AT_ONCE) {
      return Duration.ZERO;
    }
    Duration quiet =
        FIRST_QUIET.multipliedBy(1L << Math.min(replacements - AT_ONCE, MOST_DOUBLINGS));
    return quiet.compareTo(LONGEST_QUIET) > 0 ? LONGEST_QUIET : quiet;
  }

  /** When a prefix may be taken that is preferred without a break since then, if that stays so. */
  Instant due(Instant preferredSince, Instant now) {
    Instant quiet = preferredSince.plus(quiet(now));
    return latest(isReset(now) ? quiet : earliest(quiet, last.plus(RESET)), openFrom);
  }

  /** When a prefix that is lost may go, and none comes. */
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
   * The same after the wall clock was set.
   *
   * @param step how far forward; negative: back
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
