package dev.leasehold.watch;

import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.proposal.ChangedLease;
import dev.leasehold.subject.Decided;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A pull request that is not merged yet.
 *
 * @param tip the base commit of the request
 * @param changes the changes of leases in the request
 */
record OpenRequest(String tip, Set<Change> changes) {
  OpenRequest {
    changes = Set.copyOf(changes);
  }

  /** A change of a lease without its times, because the times change until the merge. */
  record Change(SubjectId id, String reason, Optional<String> oldValue, Optional<String> newValue) {
    private static Change of(SubjectId id, LeaseChange change) {
      return new Change(id, change.spelling(), change.oldValue(), change.newValue());
    }
  }

  static OpenRequest of(Tip tip, List<ChangedLease> leases) {
    Set<Change> changes = new HashSet<>();
    leases.forEach(lease -> add(lease.id(), lease.changes(), changes));
    return new OpenRequest(tip.commit(), changes);
  }

  /** Whether the request has exactly the changes of these decisions, at this tip. */
  boolean covers(Tip at, List<Decided> decisions) {
    Set<Change> wanted = new HashSet<>();
    decisions.forEach(decided -> add(decided.id(), decided.decision().changes(), wanted));
    return tip.equals(at.commit()) && changes.equals(wanted);
  }

  private static void add(
      SubjectId id, Collection<? extends LeaseChange> changes, Set<Change> into) {
    changes.forEach(change -> into.add(Change.of(id, change)));
  }
}
