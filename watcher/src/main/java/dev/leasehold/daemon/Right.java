package dev.leasehold.daemon;

import dev.leasehold.fence.Fence;
import dev.leasehold.proposal.Term;
import java.util.Optional;

/**
 * The right of this process to act.
 *
 * @param fence says when it ends
 * @param term the term that it is for; empty: there is no election
 * @param shared what watchers of one name share; empty: there is no election
 */
record Right(Fence fence, Optional<Term> term, Optional<SharedState> shared) {
  /** For a process without rivals. */
  static final Right ALWAYS = new Right(Fence.OPEN, Optional.empty(), Optional.empty());
}
