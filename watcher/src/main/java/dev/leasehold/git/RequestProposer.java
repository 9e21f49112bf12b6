package dev.leasehold.git;

import java.util.List;
import java.util.Optional;

/** Decides on the change to request on a tip, from the snapshots alone. */
@FunctionalInterface
public interface RequestProposer {
  /**
   * The change to request.
   *
   * @param open the request branch as it is; empty if there is none. Its files, not its history
   */
  Request propose(Snapshot tip, Optional<Snapshot> open);

  /**
   * A change with its push options.
   *
   * @param pushOptions for servers that make requests from them; empty: none
   */
  record Request(Proposal proposal, List<String> pushOptions) {
    public Request {
      pushOptions = List.copyOf(pushOptions);
    }
  }
}
