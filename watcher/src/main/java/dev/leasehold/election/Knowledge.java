package dev.leasehold.election;

import dev.leasehold.election.LeaseStore.Found;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an elector knows after a round.
 *
 * @param leads whether this process is the last known holder
 * @param found the Lease as it was last read or written; null: missing, or not known
 * @param changed when {@code found} was first read with this content; null: not known
 * @param renewed when the last request that renewed began; null: never
 * @param answering since when the API server has answered without a gap; null: it does not
 * @param answered when it last answered; null: never
 * @param tried when the last request of the last round began; null: there was none
 * @param unsure whether another process may have become the holder since {@code renewed}, even if
 *     it is cut off now: this process was stopped for a while, or the API server refused it
 * @param failure why the last round failed
 */
record Knowledge(
    boolean leads,
    @Nullable Found found,
    @Nullable Moment changed,
    @Nullable Moment renewed,
    @Nullable Moment answering,
    @Nullable Moment answered,
    @Nullable Moment tried,
    boolean unsure,
    Failure failure) {
  static final Knowledge NOTHING =
      new Knowledge(false, null, null, null, null, null, null, false, Failure.NONE);

  /** A time of the clock that never stops. */
  record Moment(long nanos) {
    Duration until(Moment now) {
      return Duration.ofNanos(now.nanos - nanos);
    }
  }

  /**
   * Why a round failed.
   *
   * @param why in words; empty if it did not fail
   * @param refused whether the API server refused, or there are no credentials for it: the network
   *     is not the reason, and others may be served
   */
  record Failure(String why, boolean refused) {
    static final Failure NONE = new Failure("", false);

    boolean isNone() {
      return why.isEmpty();
    }
  }

  /** The number of the term of the last known holder. */
  long term() {
    return found == null ? 0 : found.lease().transitions();
  }

  /** Whether nobody else can have taken over. */
  boolean isCertain(Timing timing, Moment now) {
    return renewed != null && renewed.until(now).compareTo(timing.lease()) < 0;
  }

  /** Whether this process may act as the last known holder: it cannot reach the API server. */
  boolean isCutOff(Timing timing, Moment now) {
    return !failure.isNone()
        && !unsure
        && tried != null
        && tried.until(now).compareTo(timing.deadline()) < 0;
  }

  /** Whether a holder that can reach the API server would have renewed. */
  boolean isExpired(Timing timing, Moment now) {
    return changed != null
        && answering != null
        && answered != null
        && !left(timing, now).isPositive()
        && answering.until(now).compareTo(timing.deadline()) >= 0
        && answered.until(now).compareTo(timing.deadline()) < 0;
  }

  /** The time that the holder has for its next renewal, as this process saw the last one. */
  Duration left(Timing timing, Moment now) {
    Duration longest = timing.lease();
    if (found != null && found.lease().duration().compareTo(longest) > 0) {
      longest = found.lease().duration(); // such as of a holder of another version
    }
    return changed == null ? longest : longest.minus(changed.until(now));
  }

  /** Who is ready to take over from this process; empty: nobody, or it does not lead. */
  Optional<String> successor() {
    return leads && found != null && !found.lease().isOffered()
        ? Optional.of(found.lease().successor()).filter(one -> !one.isEmpty())
        : Optional.empty();
  }

  /** Where this process is in the election. */
  Standing standing(String identity, String place, Moment now) {
    Optional<LeaseState> lease = Optional.ofNullable(found).map(Found::lease);
    return new Standing(
        identity,
        place,
        leads,
        lease.map(LeaseState::holder).filter(holder -> !holder.isEmpty()),
        term(),
        ago(leads ? renewed : changed, now),
        ago(answered, now),
        ago(tried, now),
        failure.why(),
        failure.refused(),
        "");
  }

  private static Optional<Duration> ago(@Nullable Moment then, Moment now) {
    return Optional.ofNullable(then).map(at -> at.until(now));
  }

  /** The Lease is not held by this process any more. */
  Knowledge lost(@Nullable Found other, Moment now) {
    return new Knowledge(false, other, now, null, answering, answered, tried, unsure, failure);
  }

  /** A standby has read the Lease. */
  Knowledge saw(@Nullable Found seen, Moment now) {
    boolean same = changed != null && Objects.equals(lease(found), lease(seen));
    return new Knowledge(
        leads, seen, same ? changed : now, renewed, answering, answered, tried, unsure, failure);
  }

  private static @Nullable LeaseState lease(@Nullable Found found) {
    return found == null ? null : found.lease();
  }

  /** The Lease was written by a request that began then. */
  Knowledge holds(Found mine, Moment began) {
    return new Knowledge(true, mine, began, began, answering, answered, tried, false, failure);
  }

  /** Nobody holds the Lease, and this process, which held it, cannot create it again. */
  Knowledge keepsMissing(Moment began) {
    return new Knowledge(true, found, changed, began, answering, answered, tried, false, failure);
  }

  /**
   * A round has ended.
   *
   * @param asked when its last request began
   * @param longestGap the longest time between two rounds of a process that was not stopped
   */
  Knowledge ended(Moment now, Moment asked, Failure how, Duration longestGap) {
    boolean answers = how.isNone();
    boolean isStopped = tried != null && tried.until(now).compareTo(longestGap) > 0;
    // Nobody can have taken over when the outage began, so the refusal was the beginning of it.
    boolean isOutage =
        failure.refused()
            && !how.refused()
            && renewed != null
            && renewed.until(now).compareTo(longestGap) < 0;
    Moment since = answering;
    if (!answers) {
      since = null;
    } else if (since == null || answered == null || answered.until(now).compareTo(longestGap) > 0) {
      since = now;
    }
    return new Knowledge(
        leads,
        found,
        changed,
        renewed,
        since,
        answers ? now : answered,
        asked,
        !answers && (unsure && !isOutage || isStopped || how.refused()),
        how);
  }
}
