package dev.leasehold.subject;

import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.LeaseChange;
import java.util.Collection;

/** What was decided on one subject, at one tip. */
public sealed interface Decided permits DecidedPrefix {
  Subject subject();

  Decision decision();

  /** The same without these changes and without what follows from them. */
  Decided without(Collection<LeaseChange> held);

  default SubjectId id() {
    return subject().id();
  }
}
