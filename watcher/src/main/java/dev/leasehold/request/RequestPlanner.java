package dev.leasehold.request;

import dev.leasehold.git.Proposal;
import dev.leasehold.git.Snapshot;
import dev.leasehold.proposal.RequestDraft;
import java.util.Optional;

/** Decides on the change to request, from the snapshots alone. */
@FunctionalInterface
public interface RequestPlanner {
  /**
   * The change to request on a tip.
   *
   * @param open the files of the request's branch as it is; empty if it has none
   */
  Planned plan(Snapshot tip, Optional<Snapshot> open);

  /**
   * Tells the commit of the branch that the newest request was merged as. A squash by a person has
   * none of our trailers.
   *
   * @param commit 40 hexadecimal digits
   */
  default void merged(String commit) {}

  /**
   * A change and its text.
   *
   * @param draft the text; only used if the proposal is a change
   * @param isUndecided whether an open request stays as it is, because it is not known yet if its
   *     change is still wanted
   */
  record Planned(Proposal proposal, RequestDraft draft, boolean isUndecided) {}
}
