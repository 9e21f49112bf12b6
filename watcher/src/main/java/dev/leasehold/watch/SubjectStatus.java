package dev.leasehold.watch;

import dev.leasehold.api.Lease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.HeldBack;
import java.util.Optional;

/** The status of one subject. */
public sealed interface SubjectStatus permits PrefixStatus {
  /** The lease in Git. */
  Lease lease();

  boolean suspended();

  /** The revert that holds the lease; empty when there is none. */
  Optional<WatchStatus.Hold> hold();

  /** What the decision still waits for, in words; empty when it waits for nothing. */
  String waitingFor();

  /** The change that is held back; empty when there is none. */
  Optional<HeldBack> heldBack();

  /** Whether the value in Git is lost and stays there only because it has no successor. */
  boolean lost();

  default SubjectId id() {
    return lease().id();
  }
}
