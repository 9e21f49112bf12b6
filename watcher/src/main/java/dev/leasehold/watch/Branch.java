package dev.leasehold.watch;

import dev.leasehold.git.Fetched;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposer;
import java.util.Optional;

/** The branch that a watch keeps: a real one, or one that is only looked at ({@code --dry-run}). */
public interface Branch {
  /** The tip as it is now. */
  Fetched fetch();

  /** Why the server does not let us write there; empty when it does. */
  Optional<Outcome.Failure> mayPush();

  /** Puts what the proposer wants on the branch. */
  Outcome write(Proposer proposer);

  /** The branch that this writer writes. */
  static Branch of(GitWriter writer) {
    return new Branch() {
      @Override
      public Fetched fetch() {
        return writer.fetch();
      }

      @Override
      public Optional<Outcome.Failure> mayPush() {
        return writer.mayPush();
      }

      @Override
      public Outcome write(Proposer proposer) {
        return writer.write(proposer);
      }
    };
  }
}
