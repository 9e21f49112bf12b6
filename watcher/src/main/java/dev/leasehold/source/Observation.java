package dev.leasehold.source;

import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One message of a source with all prefixes in it, in their order.
 *
 * @param at when the message was received
 * @param origin the source of the message
 * @param prefixes the prefixes in the message; if a prefix appears twice, the later entry counts
 * @param routerLifetime the router lifetime of an advertisement (RFC 4861 section 4.2); 0 for other
 *     sources
 */
public record Observation(
    Instant at, Origin origin, List<Announced> prefixes, Duration routerLifetime) {
  public Observation {
    prefixes = List.copyOf(prefixes);
  }

  /** An observation with router lifetime 0. */
  public Observation(Instant at, Origin origin, List<Announced> prefixes) {
    this(at, origin, prefixes, Duration.ZERO);
  }

  /** The same observation with another time of receipt. */
  public Observation receivedAt(Instant other) {
    return new Observation(other, origin, prefixes, routerLifetime);
  }

  /**
   * One prefix with its lifetimes as announced, counted from {@link Observation#at}. Longer
   * lifetimes become {@link Lifetime#FOREVER}.
   */
  public record Announced(Prefix prefix, Duration preferredLifetime, Duration validLifetime) {
    public Announced {
      if (preferredLifetime.isNegative() || validLifetime.isNegative()) {
        throw new IllegalArgumentException("negative lifetime of " + prefix);
      }
      preferredLifetime = Lifetime.bounded(preferredLifetime);
      validLifetime = Lifetime.bounded(validLifetime);
    }
  }
}
