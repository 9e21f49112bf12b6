package dev.leasehold.watch;

import dev.leasehold.api.Lease;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.AddressChange;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.proposal.ChangedLease;
import dev.leasehold.subject.Decided;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A pull request that is not merged yet.
 *
 * @param packageTree the id of the package's folder in the base commit of the request
 * @param changes the changes of leases in the request
 */
record OpenRequest(String packageTree, Set<RequestedChange> changes) {
  OpenRequest {
    changes = Set.copyOf(changes);
  }

  /** A change of a lease without its times, because the times change until the merge. */
  record RequestedChange(
      SubjectId id, String reason, Optional<String> oldValue, Optional<String> newValue) {
    private static RequestedChange of(SubjectId id, LeaseChange change) {
      return new RequestedChange(id, change.spelling(), change.oldValue(), change.newValue());
    }
  }

  /**
   * A request on this tip, with the changes that are not pushed. The removal of a lease without an
   * intent is left out: it follows from the package, not from a decision.
   */
  static OpenRequest of(Tip base, List<ChangedLease> leases) {
    Set<RequestedChange> changes = new HashSet<>();
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        switch (change) {
          case AddressChange.Amended _ -> {} // the address is in the package already
          case PrefixChange _, AddressChange _ ->
              changes.add(RequestedChange.of(lease.id(), change));
          case LeaseChange.Removed _ -> {}
        }
      }
    }
    return new OpenRequest(base.packageTree(), changes);
  }

  /** Whether the package of this tip has the result of each change. */
  boolean isMerged(Tip tip) {
    return !changes.isEmpty() && changes.stream().allMatch(change -> isMerged(change, tip));
  }

  private static boolean isMerged(RequestedChange change, Tip tip) {
    Optional<Lease> lease = tip.contents().lease(change.id());
    return change.newValue().isPresent()
        ? change.newValue().equals(lease.flatMap(OpenRequest::current))
        : lease.stream()
            .flatMap(held -> values(held).stream())
            .noneMatch(value -> change.oldValue().equals(Optional.of(value)));
  }

  /** The values of a lease, the current one first. */
  static List<String> values(Lease lease) {
    return switch (lease) {
      case PrefixLease prefix ->
          prefix.entries().stream().map(entry -> entry.prefix().toString()).toList();
      case PublicIPLease address ->
          address.isHeld()
              ? List.of(
                  address.ip().toString(),
                  "pool " + address.poolName().orElse(""),
                  "on deletion " + address.onDelete())
              : List.of();
    };
  }

  private static Optional<String> current(Lease lease) {
    return switch (lease) {
      case PrefixLease prefix -> prefix.current().map(c -> c.prefix().toString());
      case PublicIPLease address ->
          Optional.of(address.ip().toString()).filter(_ -> address.isHeld());
    };
  }

  /**
   * Whether the request has exactly the changes of these decisions that are not pushed, for the
   * package of this tip.
   */
  boolean covers(Tip tip, List<Decided> decisions, Review review) {
    Set<RequestedChange> wanted = new HashSet<>();
    for (Decided decided : decisions) {
      for (LeaseChange change : decided.decision().changes()) {
        if (!(change instanceof LeaseChange.Removed)
            && !(change instanceof AddressChange.Amended)
            && !review.pushes(decided.subject(), change)) {
          wanted.add(RequestedChange.of(decided.id(), change));
        }
      }
    }
    return packageTree.equals(tip.packageTree()) && changes.equals(wanted);
  }
}
