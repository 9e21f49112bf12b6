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
 * How it stands with one prefix.
 *
 * @param standing of its current prefix
 * @param doubted the prefixes that may be gone, whose routers are asked
 * @param said what each source says
 * @param refused how many different prefixes were refused since the start
 * @param changes how many times which change was committed, by its reason
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

  @Override
  public boolean lost() {
    return standing.lost() && lease.current().isPresent();
  }
}
