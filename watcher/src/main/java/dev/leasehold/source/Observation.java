package dev.leasehold.source;

import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one source said at one moment: every prefix that it mentioned, in its order.
 *
 * @param at when it was received
 * @param origin who said it
 * @param prefixes what it said of each; a prefix that is not here was not mentioned, and of one
 *     that is here twice the later counts
 * @param routerLifetime for how long a router is one to route by (RFC 4861 section 4.2); 0 of
 *     others
 */
public record Observation(
    Instant at, Origin origin, List<Announced> prefixes, Duration routerLifetime) {
  public Observation {
    prefixes = List.copyOf(prefixes);
  }

  /** Of a source that has no Router Lifetime, or one of 0. */
  public Observation(Instant at, Origin origin, List<Announced> prefixes) {
    this(at, origin, prefixes, Duration.ZERO);
  }

  /** The same, received at another time. */
  public Observation receivedAt(Instant other) {
    return new Observation(other, origin, prefixes, routerLifetime);
  }

  /**
   * One prefix with its lifetimes as announced, counted from {@link Observation#at}. A lifetime of
   * more than {@link Lifetime#FOREVER} is {@link Lifetime#FOREVER}.
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
