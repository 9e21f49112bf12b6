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
 * The end times of the drains that this process has seen. A drain ends after the time that was left
 * when the process first saw it, even if the wall clock is set meanwhile. A drain that the process
 * has not seen, or has seen only with a clock behind the newest commit, ends at the {@code
 * drainUntil} of the lease by the wall clock: after a restart nothing else is known.
 */
public record Drains(Map<Draining, Instant> ends) {
  /** No drain was seen. */
  public static final Drains NONE = new Drains(Map.of());

  public Drains {
    ends = Map.copyOf(ends);
  }

  /** The drains of these leases. Drains of other leases are dropped. */
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
   * The same drains after the wall clock was set.
   *
   * @param step how far the clock was set forward; negative: back
   */
  public Drains movedBy(Duration step) {
    Map<Draining, Instant> moved = new HashMap<>();
    ends.forEach((draining, end) -> moved.put(draining, end.plus(step)));
    return new Drains(moved);
  }

  /** When this drain ends; empty when this process has not seen it. */
  Optional<Instant> end(Draining draining) {
    return Optional.ofNullable(ends.get(draining));
  }
}
