package dev.leasehold.daemon;

import dev.leasehold.kube.ClusterConnection;
import dev.leasehold.kube.ClusterSettings;
import dev.leasehold.kube.ClusterTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a watcher does with the API server of its cluster: one task for each thing that is enabled.
 * The targets and sources never wait for it.
 */
final class ClusterSide implements AutoCloseable {
  /** The limit of a connection, and of a request. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Optional<ClusterConnection> connection;
  private final List<ClusterTask> tasks;

  private ClusterSide(Optional<ClusterConnection> connection, List<ClusterTask> tasks) {
    this.connection = connection;
    this.tasks = List.copyOf(tasks);
  }

  /** Without tasks and connection. */
  static ClusterSide none() {
    return new ClusterSide(Optional.empty(), List.of());
  }

  /** Starts the tasks. */
  static ClusterSide start(ClusterSettings settings) {
    ClusterConnection connection =
        new ClusterConnection(settings.access(), System.getenv(), DEADLINE);
    List<ClusterTask> tasks = new ArrayList<>();
    tasks.forEach(ClusterTask::start);
    return new ClusterSide(Optional.of(connection), tasks);
  }

  /** The tasks that fail, in words. */
  List<String> troubles() {
    return tasks.stream()
        .filter(task -> !task.trouble().isEmpty())
        .map(task -> task.name() + ": " + task.trouble())
        .toList();
  }

  @Override
  public void close() {
    tasks.forEach(ClusterTask::close);
    connection.ifPresent(ClusterConnection::close);
  }
}
