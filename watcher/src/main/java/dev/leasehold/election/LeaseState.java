package dev.leasehold.election;

import java.time.Duration;
import java.time.Instant;

/**
 * What a Lease says ({@code coordination.k8s.io/v1}). Its times are those of another machine's
 * clock: they are compared with each other, never with a clock of this process.
 *
 * @param holder the identity of the process that works; empty: nobody, as far as the Lease says
 * @param duration for how long it works without a renewal
 * @param acquired when it became the holder
 * @param renewed when it last renewed; {@link #NEVER}: nobody has held this Lease
 * @param transitions how often the holder changed, which numbers the terms
 */
public record LeaseState(
    String holder, Duration duration, Instant acquired, Instant renewed, long transitions) {
  /** The time of a renewal that did not happen. */
  public static final Instant NEVER = Instant.EPOCH;

  /**
   * The duration of a Lease that its holder gave up, as client-go writes it. An empty Lease alone
   * does not say that nobody works: a person may have emptied it, or made a new one in its place.
   */
  private static final Duration RELEASED = Duration.ofSeconds(1);

  /** A Lease that nobody has held. */
  public static final LeaseState UNUSED = new LeaseState("", Duration.ZERO, NEVER, NEVER, 0);

  /** Whether its holder gave it up, so that nobody works. */
  public boolean isReleased() {
    return holder.isEmpty() && duration.equals(RELEASED);
  }

  /** Whether nobody has held this Lease. A process may still work by one that was deleted. */
  boolean isUnused() {
    return holder.isEmpty() && renewed.equals(NEVER);
  }

  boolean isHeldBy(String identity) {
    return holder.equals(identity);
  }

  LeaseState renewedAt(Instant now) {
    return new LeaseState(holder, duration, acquired, now, transitions);
  }

  LeaseState releasedAt(Instant now) {
    return new LeaseState("", RELEASED, acquired, now, transitions);
  }
}
