package dev.leasehold.subject;

import dev.leasehold.api.Lease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.source.Origin;
import java.util.Optional;

/** A resource of a package that a watch keeps a lease for, with its lease. */
public sealed interface Subject permits ClaimSubject, PrefixSubject {
  SubjectId id();

  /** The lease in Git; empty if it does not exist yet. */
  Optional<Lease> held();

  /** Whether all its changes wait for a merge. */
  boolean reviewed();

  /** Whether the subject uses observations of this origin. */
  boolean listens(Origin origin);
}
