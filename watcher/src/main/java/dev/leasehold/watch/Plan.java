package dev.leasehold.watch;

import dev.leasehold.git.Proposal;
import dev.leasehold.proposal.ChangedLease;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt works out at one tip.
 *
 * @param proposal what should change there
 * @param tip the package as it is once that has landed, but for the commit's id and time; null: it
 *     does not render
 * @param leases those that change
 * @param holds the leases that reverts hold
 * @param folder where the package is in its repository; empty: it is all of it
 */
record Plan(
    Proposal proposal, @Nullable Tip tip, List<ChangedLease> leases, Holds holds, String folder) {
  Plan {
    leases = List.copyOf(leases);
  }

  /** A tip at which nothing can be written. */
  static Plan refused(String why, Holds holds, String folder) {
    return new Plan(new Proposal.Refused(why), null, List.of(), holds, folder);
  }

  Optional<Tip> landed() {
    return Optional.ofNullable(tip);
  }
}
