package dev.leasehold.watch;

import dev.leasehold.git.Proposal;
import dev.leasehold.proposal.ChangedLease;
import dev.leasehold.proposal.RequestDraft;
import dev.leasehold.request.RequestPlanner;
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
 * @param draft the text of a request; null: the change is pushed
 * @param isUndecided whether the open request stays as it is, because it is not known yet if its
 *     change is still wanted
 */
record Plan(
    Proposal proposal,
    @Nullable Tip tip,
    List<ChangedLease> leases,
    Holds holds,
    String folder,
    @Nullable RequestDraft draft,
    boolean isUndecided) {
  /** The text of a request without a change, which is not used. */
  private static final RequestDraft NO_TEXT = new RequestDraft("", "", "", "");

  Plan {
    leases = List.copyOf(leases);
  }

  Plan(
      Proposal proposal,
      @Nullable Tip tip,
      List<ChangedLease> leases,
      Holds holds,
      String folder,
      @Nullable RequestDraft draft) {
    this(proposal, tip, leases, holds, folder, draft, false);
  }

  /** The same plan, which is not known to be complete. */
  Plan undecided() {
    return proposal instanceof Proposal.Refused
        ? this
        : new Plan(proposal, tip, leases, holds, folder, draft, true);
  }

  /** A plan for a tip at which nothing can be written. */
  static Plan refused(String why, Holds holds, String folder) {
    return new Plan(new Proposal.Refused(why), null, List.of(), holds, folder, null);
  }

  /** The plan of a request. */
  RequestPlanner.Planned requested() {
    RequestDraft text = draft == null ? NO_TEXT : draft;
    return new RequestPlanner.Planned(proposal, text, isUndecided);
  }

  Optional<Tip> landed() {
    return Optional.ofNullable(tip);
  }
}
