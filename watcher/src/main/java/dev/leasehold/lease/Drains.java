package dev.leasehold.lease;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Draining;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When the drains end that this process has seen running: in as much time as was left when it saw
 * them first, however the wall clock is set meanwhile. What it has not seen, or only with a clock
 * that is behind, ends by the wall clock when the lease says so: a restart knows no more.
 */
public record Drains(Map<Draining, Instant> ends) {
  /** None was seen running. */
  public static final Drains NONE = new Drains(Map.of());

  public Drains {
    ends = Map.copyOf(ends);
  }

  /** With the drains of these leases and no others. */
  public Drains seen(Collection<PrefixLease> leases, Instant newestCommit, Instant now) {
    Map<Draining, Instant> seen = new HashMap<>();
    for (PrefixLease lease : leases) {
      for (Draining draining : lease.draining()) {
        Instant end = ends.get(draining);
        if (end != null) {
          seen.put(draining, end);
        } else if (!now.isBefore(newestCommit)) {
          seen.put(draining, draining.drainUntil());
        }
      }
    }
    return new Drains(seen);
  }

  /**
   * The same after the wall clock was set.
   *
   * @param step how far forward; negative: back
   */
  public Drains movedBy(Duration step) {
    Map<Draining, Instant> moved = new HashMap<>();
    ends.forEach((draining, end) -> moved.put(draining, end.plus(step)));
    return new Drains(moved);
  }

  /** When that one ends; empty when it was not seen running. */
  Optional<Instant> end(Draining draining) {
    return Optional.ofNullable(ends.get(draining));
  }
}
