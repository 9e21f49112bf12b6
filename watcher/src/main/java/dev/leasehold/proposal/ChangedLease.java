package dev.leasehold.proposal;

import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.LeaseChange;
import java.util.List;

/**
 * A lease that a commit changes, with its changes.
 *
 * @param notes what else the commit says of the lease, sentences without a full stop
 */
public record ChangedLease(SubjectId id, List<LeaseChange> changes, List<String> notes) {
  public ChangedLease {
    changes = List.copyOf(changes);
    notes = List.copyOf(notes);
  }

  /** Without notes. */
  public static ChangedLease of(SubjectId id, List<? extends LeaseChange> changes) {
    return new ChangedLease(id, List.copyOf(changes), List.of());
  }

  /** The same with these notes. */
  public ChangedLease noting(List<String> said) {
    return new ChangedLease(id, changes, said);
  }
}
