package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one router last said of one prefix.
 *
 * @param first since when it announces the prefix, also across restarts
 * @param steadySince since when it was heard to prefer the prefix, without a break; {@link
 *     #NOT_YET} when it is only remembered from before a restart
 * @param last when it last did
 * @param longestGap the longest seen between two mentions; 0: not known
 * @param falseAlarms how many times the router was asked whether it had stopped, and had not
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

  /** As it was said before a restart. */
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
   * Announced once more.
   *
   * @param stopped whether it had been left out for so long that it was gone
   * @param falseAlarm whether the router was asked if it had stopped, and had not
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

  /** When a router that splits what it says should have mentioned it again. */
  Instant overdueAt() {
    Duration usual = longestGap.isZero() ? Liveness.LONGEST_INTERVAL : longestGap;
    return last.plus(usual.multipliedBy(2));
  }

  boolean heardSinceStart() {
    return !steadySince.equals(NOT_YET);
  }

  /** Valid lifetime 0 was the last that was said. */
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

  /** As remembered by a start at {@code now}; empty when it has expired since. */
  Optional<Sighting> remembered(Instant now) {
    if (last.isAfter(now)) { // the clock was set back: no more can be left than was announced
      return movedBy(Duration.between(last, now)).remembered(now);
    }
    if (expired(now)) {
      return Optional.empty();
    }
    // Nobody listened while the preferred lifetime ran out, so it may well have been renewed. What
    // was announced as deprecated stays so.
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
