package dev.leasehold.daemon;

import dev.leasehold.daemon.Daemon.Ending;
import dev.leasehold.election.Standing;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A process that always works, as the only watcher of its name. */
final class Unrivalled implements Tenure {
  private final Work work;

  Unrivalled(Opening opening) {
    this.work = opening.open(Right.ALWAYS);
  }

  @Override
  public Ending run() throws IOException, InterruptedException {
    return work.run();
  }

  @Override
  public Optional<Work> work() {
    return Optional.of(work);
  }

  @Override
  public Optional<Standing> standing() {
    return Optional.empty();
  }

  @Override
  public List<String> troubles() {
    return List.of();
  }

  @Override
  public void stop() {
    work.stop();
  }

  @Override
  public void close() {
    work.close();
  }
}
