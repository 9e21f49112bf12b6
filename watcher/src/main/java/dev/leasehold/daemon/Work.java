package dev.leasehold.daemon;

import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.web.ClusterReading;
import dev.leasehold.web.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a watcher does while it has the right to: its targets, its sources, and its tasks in the
 * cluster. It runs once.
 */
final class Work implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Work.class);

  /** The longest wait for a source to end: a command on a router may take a while. */
  private static final Duration TO_END = Duration.ofSeconds(10);

  private final Targets targets;
  private final Listeners listeners;
  private final Inboxes inboxes;
  private final ClusterSide cluster;

  Work(Targets targets, Listeners listeners, Inboxes inboxes, ClusterSide cluster) {
    this.targets = targets;
    this.listeners = listeners;
    this.inboxes = inboxes;
    this.cluster = cluster;
  }

  /** Runs until it is stopped, or once. */
  Daemon.Ending run() throws IOException, InterruptedException {
    cluster.start(targets);
    return targets.run(inboxes);
  }

  /** Stops the sources, and begins no operation with a Git server any more. Does not block. */
  void stop() {
    inboxes.close();
    targets.beginNoMore();
  }

  /**
   * Ends the current operations with the Git servers, and the tasks in the cluster. Does not block.
   */
  void end() {
    targets.end();
    cluster.close();
  }

  /** Waits until the sources have ended, for some seconds; call it after {@link #stop}. */
  void awaitSources() throws InterruptedException {
    List<String> left = listeners.awaitEnd(TO_END);
    if (!left.isEmpty()) {
      log.warn(
          "{}: still ending after {} s; it sends nothing, as this term is over",
          String.join(", ", left),
          TO_END.toSeconds());
    }
  }

  /** The current operations in words. */
  String running() {
    return targets.running();
  }

  /** Looks at all tips now. */
  void lookNow() {
    targets.lookNow();
  }

  List<Reading.Target> readings() {
    return targets.readings();
  }

  Map<Channel, SourceStatus> sources() {
    return listeners.status();
  }

  /** What fails because of this machine, in words: another one may succeed. */
  List<String> localTroubles() {
    List<String> troubles = new ArrayList<>(targets.stalls());
    listeners
        .status()
        .forEach((channel, status) -> {
          if (channel instanceof Channel.OnInterface && status.isDeaf()) {
            troubles.add(channel + " " + status.spelling() + ": " + status.detail());
          }
        });
    return troubles;
  }

  /** What is known of the cluster now. */
  ClusterReading cluster() {
    return cluster.reading();
  }

  @Override
  public void close() {
    inboxes.close();
    listeners.close();
    targets.close();
    cluster.close();
  }
}
