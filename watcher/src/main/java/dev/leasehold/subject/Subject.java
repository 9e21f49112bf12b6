package dev.leasehold.subject;

import dev.leasehold.api.Intent;
import dev.leasehold.api.Lease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.source.Origin;

/** A resource of a package that a watch keeps a lease for, with its lease. */
public sealed interface Subject permits PrefixSubject {
  Intent intent();

  /** The lease in Git; empty if it does not exist yet. */
  Lease lease();

  /** Whether the subject uses observations of this origin. */
  boolean listens(Origin origin);

  default SubjectId id() {
    return intent().id();
  }
}
