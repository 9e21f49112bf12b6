package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.Subnet;
import dev.leasehold.lease.GonePrefixes.Gone;
import dev.leasehold.lease.HeldBack;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The status of one DynamicPrefix.
 *
 * @param standing the standing of the current prefix
 * @param doubted the prefixes that may be gone and whose routers are being solicited
 * @param said the last report of each source
 * @param refused the number of distinct prefixes that were refused since the start
 * @param changes the number of committed changes, by reason
 * @param parts its subnets, address ranges and hosts in the current prefix
 * @param gone the prefixes that it had, the one that went last first
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
    Map<String, Long> changes,
    List<Part> parts,
    List<Gone> gone)
    implements SubjectStatus {
  public PrefixStatus {
    doubted = List.copyOf(doubted);
    said = List.copyOf(said);
    refusals = List.copyOf(refusals);
    changes = new TreeMap<>(changes);
    parts = List.copyOf(parts);
    gone = List.copyOf(gone);
  }

  /** The status of a prefix without parts, and without any before it. */
  public PrefixStatus(
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
      Map<String, Long> changes) {
    this(
        lease,
        standing,
        suspended,
        hold,
        waitingFor,
        doubted,
        said,
        refusals,
        heldBack,
        refused,
        changes,
        List.of(),
        List.of());
  }

  /**
   * A subnet, address range or host in a prefix.
   *
   * @param addresses a CIDR, or {@code FIRST-LAST} if they are none
   */
  public record Part(String name, String addresses) {
    /** The parts of a DynamicPrefix in a prefix, without those that do not fit. */
    static List<Part> of(DynamicPrefix intent, Prefix prefix) {
      List<Part> parts = new ArrayList<>();
      for (Subnet subnet : intent.subnets()) {
        text(() -> subnet.in(prefix)).ifPresent(text -> parts.add(new Part(subnet.name(), text)));
      }
      for (DynamicPrefix.Host host : intent.hosts()) {
        text(() -> AddressRange.of(host.in(prefix)))
            .ifPresent(text -> parts.add(new Part(host.name(), text)));
      }
      return parts;
    }

    private static Optional<String> text(Supplier<AddressRange> range) {
      try {
        return Optional.of(text(range.get()));
      } catch (AddressException e) {
        return Optional.empty(); // the prefix is too long for it
      }
    }

    static String text(AddressRange range) {
      return range.asPrefix().map(Prefix::toString).orElse(range.toString());
    }
  }

  public String name() {
    return lease.name();
  }

  /** When a draining prefix got a successor; empty if it has none. */
  public Optional<Instant> deprecatedAt(PrefixLease.Draining draining) {
    int at = lease.entries().indexOf(draining);
    return at < 1 ? Optional.empty() : Optional.of(lease.entries().get(at - 1).since());
  }

  /** Whether the current prefix is lost and stays in Git only because it has no successor. */
  public boolean lost() {
    return standing.lost() && lease.current().isPresent();
  }
}
