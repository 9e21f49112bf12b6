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
   * A change and its text.
   *
   * @param draft the text; only used if the proposal is a change
   */
  record Planned(Proposal proposal, RequestDraft draft) {}
}
