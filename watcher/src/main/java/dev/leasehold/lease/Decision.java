package dev.leasehold.lease;

import dev.leasehold.api.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The result of a policy for one subject: the leases that Git should have. */
public sealed interface Decision permits AddressDecision, PrefixDecision {
  /** The leases to write. They are the ones at the tip, or none, when nothing changed. */
  List<? extends Lease> leases();

  /** The changes, in order; empty if and only if nothing changed. */
  List<? extends LeaseChange> changes();

  /** The change that is held back; empty: none is. */
  Optional<HeldBack> heldBack();

  /** When to decide again if no observation comes before; always in the future. */
  Optional<Instant> lookAgainAt();

  /**
   * Whether the clock is behind the newest commit. Drains that are not timed yet then wait for the
   * clock.
   */
  boolean clockBehind();

  /** Whether a relevant prefix or address may be gone and its source is being asked. */
  boolean doubtful();

  /** Whether the value in Git is lost and stays there only because it has no successor. */
  boolean lost();
}
