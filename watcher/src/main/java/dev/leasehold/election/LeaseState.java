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
 * @param successor who is to take over from a holder that cannot do the work: {@link #WANTED}, or
 *     the identity of a process that is ready to; empty: the holder can
 */
public record LeaseState(
    String holder,
    Duration duration,
    Instant acquired,
    Instant renewed,
    long transitions,
    String successor) {
  /** The holder cannot do the work, and nobody is ready to take over yet. No identity is that. */
  public static final String WANTED = "wanted";

  /** The time of a renewal that did not happen. */
  public static final Instant NEVER = Instant.EPOCH;

  /**
   * The duration of a Lease that its holder gave up, as client-go writes it. An empty Lease alone
   * does not say that nobody works: a person may have emptied it, or made a new one in its place.
   */
  private static final Duration RELEASED = Duration.ofSeconds(1);

  /** A Lease that nobody has held. */
  public static final LeaseState UNUSED = new LeaseState("", Duration.ZERO, NEVER, NEVER, 0);

  /** A Lease whose holder can do the work. */
  public LeaseState(
      String holder, Duration duration, Instant acquired, Instant renewed, long transitions) {
    this(holder, duration, acquired, renewed, transitions, "");
  }

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

  /** Whether the holder cannot do the work, and nobody is ready to take over. */
  boolean isOffered() {
    return successor.equals(WANTED);
  }

  /**
   * Renewed by its holder.
   *
   * @param offers whether it cannot do the work
   */
  LeaseState renewedAt(Instant now, boolean offers) {
    String next = !offers ? "" : successor.isEmpty() ? WANTED : successor;
    return new LeaseState(holder, duration, acquired, now, transitions, next);
  }

  /** Another process says that it is ready to take over; the holder stays the same. */
  LeaseState acceptedBy(String identity) {
    return new LeaseState(holder, duration, acquired, renewed, transitions, identity);
  }

  LeaseState releasedAt(Instant now) {
    return new LeaseState("", RELEASED, acquired, now, transitions);
  }
}
