package dev.leasehold.watch;

import dev.leasehold.api.SubjectId;
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
   * A request on this tip. The removal of a lease without an intent is left out: it follows from
   * the package, not from a decision.
   */
  static OpenRequest of(Tip base, List<ChangedLease> leases) {
    Set<RequestedChange> changes = new HashSet<>();
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        switch (change) {
          case PrefixChange _ -> changes.add(RequestedChange.of(lease.id(), change));
          case LeaseChange.Removed _ -> {}
        }
      }
    }
    return new OpenRequest(base.packageTree(), changes);
  }

  /**
   * Whether the request has exactly the changes of these decisions, for the package of this tip.
   */
  boolean covers(Tip tip, List<Decided> decisions) {
    Set<RequestedChange> wanted = new HashSet<>();
    for (Decided decided : decisions) {
      decided
          .decision()
          .changes()
          .forEach(change -> wanted.add(RequestedChange.of(decided.id(), change)));
    }
    return packageTree.equals(tip.packageTree()) && changes.equals(wanted);
  }
}
