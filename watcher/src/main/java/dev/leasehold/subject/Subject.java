package dev.leasehold.subject;

import dev.leasehold.api.Intent;
import dev.leasehold.api.Lease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.source.Origin;

/** One thing that a package asks for, with what it holds of it. */
public sealed interface Subject permits PrefixSubject {
  Intent intent();

  /** As it is in Git; without values where it does not exist yet. */
  Lease lease();

  /** Whether it asks for what comes from there. */
  boolean listens(Origin origin);

  default SubjectId id() {
    return intent().id();
  }
}
