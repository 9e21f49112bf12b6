package dev.leasehold.subject;

import dev.leasehold.api.Lease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.LeaseChange;
import java.util.Collection;

/** A subject with its decision at one tip. */
public sealed interface Decided permits DecidedClaim, DecidedPrefix {
  Subject subject();

  Decision decision();

  /** The same decision without these changes and without the changes that depend on them. */
  Decided without(Collection<LeaseChange> held);

  /**
   * The same decision. If the earlier lease has the same current value, the decided one has the
   * time of that.
   */
  Decided sinceAsIn(Lease earlier);

  default SubjectId id() {
    return subject().id();
  }
}
