package dev.leasehold.daemon;

import dev.leasehold.daemon.Daemon.Ending;
import dev.leasehold.election.Standing;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** When this process works: always, or while it leads. */
sealed interface Tenure extends AutoCloseable permits Unrivalled, Candidacy {
  /** Opens the work that a right is for. */
  interface Opening {
    Work open(Right right);
  }

  /**
   * Works until a signal, or once.
   *
   * @throws dev.leasehold.log.CorrectableException if a single run fails
   * @throws IOException if a source needs a correction
   */
  Ending run() throws IOException, InterruptedException;

  /** The current work; empty while there is none. */
  Optional<Work> work();

  /** Where this process is in the election; empty: there is none. */
  Optional<Standing> standing();

  /** What fails, in words. */
  List<String> troubles();

  /** Stops the work and starts no more of it, because the process ends. Does not block. */
  void stop();

  @Override
  void close();
}
