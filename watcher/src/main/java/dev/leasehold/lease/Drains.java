package dev.leasehold.lease;

import dev.leasehold.api.Drain;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.api.PrefixLease.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The end times of the drains that this process has seen. A drain ends after the time that was left
 * when the process first saw it, even if the wall clock is set meanwhile. A drain that the process
 * has not seen, or has seen only with a clock behind the newest commit, ends at the {@code
 * drainUntil} of the lease by the wall clock: after a restart nothing else is known. A drain that
 * counts from a merge has no end until {@link #merged}.
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
          draining.drainUntil().ifPresent(until -> seen.put(draining, until));
        }
      }
    }
    return new Drains(seen);
  }

  /** The drains of these leases that count from a merge that is not known yet. */
  public List<Draining> unmerged(Collection<PrefixLease> leases) {
    List<Draining> unknown = new ArrayList<>();
    for (PrefixLease lease : leases) {
      for (Draining draining : lease.draining()) {
        if (draining.drainUntil().isEmpty() && !ends.containsKey(draining)) {
          unknown.add(draining);
        }
      }
    }
    return unknown;
  }

  /** The same drains, with the end of one that counts from a merge at this time. */
  public Drains merged(Draining draining, Instant at) {
    if (!(draining.drain() instanceof Drain.AfterMerge(Duration period))) {
      return this;
    }
    Map<Draining, Instant> more = new HashMap<>(ends);
    more.put(draining, at.plus(period));
    return new Drains(more);
  }

  /** The lease with the known ends of its drains. */
  public PrefixLease timed(PrefixLease lease) {
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : lease.entries()) {
      Instant end = entry instanceof Draining draining ? ends.get(draining) : null;
      entries.add(
          entry instanceof Draining draining && draining.drainUntil().isEmpty() && end != null
              ? draining.until(end)
              : entry);
    }
    return new PrefixLease(lease.name(), lease.source(), entries);
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

  /** When this drain ends at the latest, by this process or by the lease; empty: unknown. */
  Optional<Instant> latestEnd(Draining draining) {
    return end(draining).or(draining::drainUntil);
  }
}
