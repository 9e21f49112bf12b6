package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The last announcement of one prefix by one router.
 *
 * @param first when the router first announced the prefix, across restarts
 * @param steadySince since when the router prefers the prefix without a break; {@link #NOT_YET}
 *     when the sighting was only restored after a restart
 * @param last when the router last announced the prefix
 * @param longestGap the longest time seen between two announcements; 0: not known
 * @param falseAlarms how often the router announced the prefix again after it was solicited about
 *     the absence
 */
record Sighting(
    Prefix prefix,
    Instant first,
    Instant steadySince,
    Instant last,
    Instant preferredUntil,
    Instant validUntil,
    Duration longestGap,
    int falseAlarms) {
  static final Instant NOT_YET = Instant.MAX;

  Sighting {
    boolean ordered =
        !first.isAfter(last)
            && !last.isAfter(preferredUntil)
            && !preferredUntil.isAfter(validUntil);
    if (!ordered) {
      throw new IllegalArgumentException("the times of " + prefix + " are not in order");
    }
    if (Duration.between(last, validUntil).compareTo(Lifetime.FOREVER) > 0) {
      throw new IllegalArgumentException(prefix + " is valid for too long: until " + validUntil);
    }
  }

  /** A sighting from before a restart. */
  static Sighting recalled(
      Prefix prefix, Instant first, Instant last, Instant preferredUntil, Instant validUntil) {
    return new Sighting(prefix, first, NOT_YET, last, preferredUntil, validUntil, Duration.ZERO, 0);
  }

  static Sighting of(Announced announced, Instant at) {
    Instant validUntil = at.plus(announced.validLifetime());
    Instant preferredUntil = at.plus(announced.preferredLifetime());
    return new Sighting(
        announced.prefix(),
        at,
        at,
        at,
        preferredUntil.isBefore(validUntil) ? preferredUntil : validUntil,
        validUntil,
        Duration.ZERO,
        0);
  }

  /**
   * The sighting after one more announcement.
   *
   * @param stopped whether the absence of the prefix was proven before
   * @param falseAlarm whether the router was solicited about an absence that was not real
   */
  Sighting again(Announced announced, Instant at, boolean stopped, boolean falseAlarm) {
    Sighting now = of(announced, at);
    int alarms = falseAlarm ? falseAlarms + 1 : falseAlarms;
    if (stopped || expired(at) || at.isBefore(last)) {
      return new Sighting(
          prefix, at, at, at, now.preferredUntil, now.validUntil, Duration.ZERO, alarms);
    }
    boolean steady = heardSinceStart() && at.isBefore(preferredUntil);
    Duration gap = Liveness.atMost(Liveness.LONGEST_INTERVAL, Duration.between(last, at));
    return new Sighting(
        prefix,
        first,
        steady ? steadySince : at,
        at,
        now.preferredUntil,
        now.validUntil,
        heardSinceStart() && gap.compareTo(longestGap) > 0 ? gap : longestGap,
        alarms);
  }

  /** When a router that splits its prefixes should have announced this one again. */
  Instant overdueAt() {
    Duration usual = longestGap.isZero() ? Liveness.LONGEST_INTERVAL : longestGap;
    return last.plus(usual.multipliedBy(2));
  }

  boolean heardSinceStart() {
    return !steadySince.equals(NOT_YET);
  }

  /** Whether the last announcement had valid lifetime 0. */
  boolean withdrawn() {
    return !validUntil.isAfter(last);
  }

  boolean expired(Instant now) {
    return !now.isBefore(validUntil);
  }

  Standing standing(Instant now) {
    if (expired(now)) {
      return withdrawn() ? Standing.WITHDRAWN : Standing.EXPIRED;
    }
    return now.isBefore(preferredUntil) ? Standing.PREFERRED : Standing.DEPRECATED;
  }

  /** The sighting as restored by a start at {@code now}; empty when it has expired since. */
  Optional<Sighting> remembered(Instant now) {
    if (last.isAfter(
        now)) { // the clock was set back; the rest of a lifetime cannot exceed the announced
      // lifetime
      return movedBy(Duration.between(last, now)).remembered(now);
    }
    if (expired(now)) {
      return Optional.empty();
    }
    // The watcher did not run when the preferred lifetime ended, so the router may have renewed it.
    // A prefix that was announced as deprecated stays deprecated.
    boolean mayBeRenewed = preferredUntil.isAfter(last) && !now.isBefore(preferredUntil);
    Instant until = mayBeRenewed ? validUntil : preferredUntil;
    return Optional.of(recalled(prefix, first, last, until, validUntil));
  }

  Sighting movedBy(Duration step) {
    return new Sighting(
        prefix,
        first.plus(step),
        heardSinceStart() ? steadySince.plus(step) : NOT_YET,
        last.plus(step),
        preferredUntil.plus(step),
        validUntil.plus(step),
        longestGap,
        falseAlarms);
  }
}
