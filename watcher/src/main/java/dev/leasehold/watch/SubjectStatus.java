package dev.leasehold.watch;

import dev.leasehold.api.Lease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.HeldBack;
import java.util.Optional;

/** How it stands with one thing that Git asks for. */
public sealed interface SubjectStatus permits PrefixStatus {
  /** As it is in Git. */
  Lease lease();

  boolean suspended();

  /** Whose revert keeps the lease as it is. */
  Optional<WatchStatus.Hold> hold();

  /** What is not clear yet, in words; empty when all is. */
  String waitingFor();

  /** The change of it that waits. */
  Optional<HeldBack> heldBack();

  /** Whether it is in Git only because nothing can take its place. */
  boolean lost();

  default SubjectId id() {
    return lease().id();
  }
}
