package dev.leasehold.election;

import java.time.Duration;
import java.time.Instant;

/**
 * What a Lease says ({@code coordination.k8s.io/v1}). Its times are those of another machine's
 * clock: they are compared with each other, never with a clock of this process.
 *
 * @param holder the identity of the process that works; empty: released
 * @param duration for how long it works without a renewal
 * @param acquired when it became the holder
 * @param renewed when it last renewed
 * @param transitions how often the holder changed, which numbers the terms
 */
public record LeaseState(
    String holder, Duration duration, Instant acquired, Instant renewed, long transitions) {
  /** Whether nobody holds the Lease. */
  public boolean isReleased() {
    return holder.isEmpty();
  }

  boolean isHeldBy(String identity) {
    return holder.equals(identity);
  }

  LeaseState renewedAt(Instant now) {
    return new LeaseState(holder, duration, acquired, now, transitions);
  }

  LeaseState releasedAt(Instant now) {
    return new LeaseState("", duration, acquired, now, transitions);
  }
}
