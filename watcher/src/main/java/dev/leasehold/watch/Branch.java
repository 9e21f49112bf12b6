package dev.leasehold.watch;

import dev.leasehold.git.Fetched;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposer;
import dev.leasehold.request.RequestPlanner;
import dev.leasehold.request.Requests;
import java.util.Optional;

/** The target branch of a watch: a real one, or a read-only one ({@code --dry-run}). */
public interface Branch {
  /** Fetches the tip. */
  Fetched fetch();

  /** Why the server does not accept pushes; empty when it does. */
  Optional<Outcome.Failure> mayPush();

  /** Writes the proposed change to the branch. */
  Outcome write(Proposer proposer);

  /** Brings the request for the planned change up to date; a stall if the target has none. */
  default Outcome request(RequestPlanner planner) {
    return noRequests();
  }

  /** Whether the target has {@code pullRequest}, so that a request may be left over. */
  default boolean hasRequests() {
    return false;
  }

  /** The branch of a writer, without requests. */
  static Branch of(GitWriter writer) {
    return of(writer, Optional.empty(), true);
  }

  /**
   * The branch of a writer.
   *
   * @param requests asks for merges; empty: the target has no {@code pullRequest}
   * @param needsPush whether the right to push is needed; a request by AGit needs none
   */
  static Branch of(GitWriter writer, Optional<Requests> requests, boolean needsPush) {
    return new Branch() {
      @Override
      public Fetched fetch() {
        return writer.fetch();
      }

      @Override
      public Optional<Outcome.Failure> mayPush() {
        return needsPush ? writer.mayPush() : Optional.empty();
      }

      @Override
      public Outcome write(Proposer proposer) {
        return writer.write(proposer);
      }

      @Override
      public Outcome request(RequestPlanner planner) {
        return requests.isPresent() ? requests.get().put(planner) : noRequests();
      }

      @Override
      public boolean hasRequests() {
        return requests.isPresent();
      }
    };
  }

  /** The stall of a target that needs a request and has no settings for it. */
  static Outcome.Stalled noRequests() {
    return new Outcome.Stalled(
        "an intent has review: Always, but the target has no pullRequest",
        "Add 'pullRequest: {auth: NAME}' to the target, with the name of an entry of spec.auth that"
            + " has a token, or remove review: Always.",
        Outcome.Stage.REQUEST);
  }
}
