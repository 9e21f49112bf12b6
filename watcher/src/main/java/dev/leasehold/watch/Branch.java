package dev.leasehold.watch;

import dev.leasehold.git.Fetched;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposer;
import java.util.Optional;

/** The target branch of a watch: a real one, or a read-only one ({@code --dry-run}). */
public interface Branch {
  /** Fetches the tip. */
  Fetched fetch();

  /** Why the server does not accept pushes; empty when it does. */
  Optional<Outcome.Failure> mayPush();

  /** Writes the proposed change to the branch. */
  Outcome write(Proposer proposer);

  /** The branch of a writer. */
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
