package dev.leasehold.watch;

import dev.leasehold.git.Proposal;
import dev.leasehold.proposal.ChangedLease;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of planning at one tip.
 *
 * @param proposal the change to write
 * @param tip the package after the change, with the id and the time of the old commit; null: the
 *     package does not render
 * @param leases the changed leases
 * @param holds the leases that people reverted or edited
 * @param folder the path of the package in its repository; empty: the root
 */
record Plan(
    Proposal proposal, @Nullable Tip tip, List<ChangedLease> leases, Holds holds, String folder) {
  Plan {
    leases = List.copyOf(leases);
  }

  /** A plan for a tip at which nothing can be written. */
  static Plan refused(String why, Holds holds, String folder) {
    return new Plan(new Proposal.Refused(why), null, List.of(), holds, folder);
  }

  Optional<Tip> landed() {
    return Optional.ofNullable(tip);
  }
}
