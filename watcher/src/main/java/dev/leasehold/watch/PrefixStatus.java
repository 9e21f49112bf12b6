package dev.leasehold.watch;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.HeldBack;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The status of one DynamicPrefix.
 *
 * @param standing the standing of the current prefix
 * @param doubted the prefixes that may be gone and whose routers are being solicited
 * @param said the last report of each source
 * @param refused the number of distinct prefixes that were refused since the start
 * @param changes the number of committed changes, by reason
 */
public record PrefixStatus(
    PrefixLease lease,
    Standing standing,
    boolean suspended,
    Optional<WatchStatus.Hold> hold,
    String waitingFor,
    List<Prefix> doubted,
    List<SourceReport> said,
    List<RefusedPrefix> refusals,
    Optional<HeldBack> heldBack,
    long refused,
    Map<String, Long> changes)
    implements SubjectStatus {
  public PrefixStatus {
    doubted = List.copyOf(doubted);
    said = List.copyOf(said);
    refusals = List.copyOf(refusals);
    changes = new TreeMap<>(changes);
  }

  public String name() {
    return lease.name();
  }

  /** Whether the current prefix is lost and stays in Git only because it has no successor. */
  public boolean lost() {
    return standing.lost() && lease.current().isPresent();
  }
}
