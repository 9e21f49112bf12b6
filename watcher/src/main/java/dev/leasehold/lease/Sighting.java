package dev.leasehold.lease;

import dev.leasehold.lease.Observation.Announced;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one router last said of one prefix.
 *
 * @param first since when it announces the prefix, also across restarts
 * @param steadySince since when it was heard to, without a break; {@link #NOT_YET} when it is only
 *     remembered from before a restart
 * @param last when it last did
 * @param falseAlarms how many times in a row it seemed to have stopped and had not
 */
record Sighting(
    Prefix prefix,
    Instant first,
    Instant steadySince,
    Instant last,
    Instant preferredUntil,
    Instant validUntil,
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
    if (Duration.between(last, validUntil).compareTo(Announced.FOREVER) > 0) {
      throw new IllegalArgumentException(prefix + " is valid for too long: until " + validUntil);
    }
  }

  static Sighting of(Announced announced, Instant at, int falseAlarms) {
    Instant validUntil = at.plus(announced.validLifetime());
    Instant preferredUntil = at.plus(announced.preferredLifetime());
    return new Sighting(
        announced.prefix(),
        at,
        at,
        at,
        preferredUntil.isBefore(validUntil) ? preferredUntil : validUntil,
        validUntil,
        falseAlarms);
  }

  /**
   * Announced once more.
   *
   * @param paused whether it was left out since the last time
   * @param stopped whether that had come to mean that it was gone
   */
  Sighting again(Announced announced, Instant at, boolean paused, boolean stopped) {
    Sighting anew = of(announced, at, paused && !stopped ? falseAlarms + 1 : 0);
    if (stopped || expired(at) || at.isBefore(last)) {
      return anew;
    }
    return new Sighting(
        prefix,
        first,
        heardSinceStart() ? steadySince : at,
        at,
        anew.preferredUntil,
        anew.validUntil,
        anew.falseAlarms);
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
    return Optional.of(new Sighting(prefix, first, NOT_YET, last, until, validUntil, 0));
  }

  Sighting movedBy(Duration step) {
    return new Sighting(
        prefix,
        first.plus(step),
        heardSinceStart() ? steadySince.plus(step) : NOT_YET,
        last.plus(step),
        preferredUntil.plus(step),
        validUntil.plus(step),
        falseAlarms);
  }
}
