package dev.leasehold.lease;

import dev.leasehold.api.Lease;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What follows from what is in Git and from what was heard, for one subject. */
public sealed interface Decision permits PrefixDecision {
  /** What should be in Git; the lease at the tip, where nothing changed. */
  Lease lease();

  /** What changed, in order; empty exactly when nothing did. */
  List<? extends LeaseChange> changes();

  /** The change that is due and waits for its time; empty: none does. */
  Optional<HeldBack> heldBack();

  /** When to decide again if nothing is heard and nobody asked until then; always in the future. */
  Optional<Instant> lookAgainAt();

  /**
   * Whether the clock is behind the newest commit, so that drains wait for it unless they are timed
   * already.
   */
  boolean clockBehind();

  /** Whether something that matters may be gone, and its source is asked. */
  boolean doubtful();

  /** Whether what is in Git is dead, and is there only because nothing can take its place. */
  boolean lost();

  /** The same decision without these changes and without what follows from them. */
  Decision without(Collection<LeaseChange> held);
}
