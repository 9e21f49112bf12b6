package dev.leasehold.proposal;

import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.LeaseChange;
import java.util.List;

/** A lease that a commit changes, with its changes. */
public record ChangedLease(SubjectId id, List<LeaseChange> changes) {
  public ChangedLease {
    changes = List.copyOf(changes);
  }

  public static ChangedLease of(SubjectId id, List<? extends LeaseChange> changes) {
    return new ChangedLease(id, List.copyOf(changes));
  }
}
