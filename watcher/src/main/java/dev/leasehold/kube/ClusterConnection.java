package dev.leasehold.kube;

import dev.leasehold.fence.Fence;
import dev.leasehold.ssh.Refusal;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a process to the API server of its cluster. It is opened by the first use, and
 * again after a failure. The credentials are read again when the server has rejected them, or when
 * the kubeconfig has changed: they can be replaced while the process runs. While the server only
 * does not answer they stay, because to read them may run a plugin, which may need the network too.
 * Thread-safe.
 */
public final class ClusterConnection implements AutoCloseable {
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** How many calls wait for a plugin in vain before another one is started beside it. */
  private static final int FIRST_PATIENCE = 20;

  private static final int LAST_PATIENCE = 1280;

  private final Cluster cluster;
  private final Credentials credentials;
  private final Duration deadline;
  private final Fence fence;
  private final List<Runnable> closings = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private @Nullable KubernetesClient client;
  private @Nullable FutureTask<Access> reading;
  private @Nullable Access access;
  private int waits;
  private int patience = FIRST_PATIENCE;
  private boolean closed;

  /** Finds the API server, and the credentials of this moment. */
  @FunctionalInterface
  interface Credentials {
    Config read() throws ClusterAccess.NoAccess;
  }

  /**
   * What was read.
   *
   * @param changed when the kubeconfig was changed last, before it was read; empty: not known
   */
  private record Access(Config config, Optional<FileTime> changed) {}

  /**
   * Creates a connection for a process that may always use it, and whose requests keep their
   * deadline; opens nothing yet. The token that a plugin gave stays until the server rejects it:
   * fabric8 would run the plugin once a minute, on the thread of a request and without a limit.
   *
   * @param deadline the limit for the connection, and for each request
   */
  public ClusterConnection(Cluster cluster, Map<String, String> environment, Duration deadline) {
    this(
        cluster,
        () -> withToken(new ClusterAccess(environment, SERVICE_ACCOUNT).read(cluster)),
        deadline,
        Fence.OPEN);
  }

  private static Config withToken(Config config) {
    String token = config.getOauthToken();
    return new ConfigBuilder(config)
        .withOauthToken(token == null ? config.getAutoOAuthToken() : token)
        .build();
  }

  /**
   * Creates a connection; opens nothing yet.
   *
   * @param deadline the limit for the connection, and for each request
   * @param fence whether this process may change anything in the cluster now
   */
  public ClusterConnection(
      Cluster cluster, Map<String, String> environment, Duration deadline, Fence fence) {
    this(
        cluster,
        () -> new ClusterAccess(environment, SERVICE_ACCOUNT).read(cluster),
        deadline,
        fence);
  }

  ClusterConnection(Cluster cluster, Credentials credentials, Duration deadline, Fence fence) {
    this.cluster = cluster;
    this.credentials = credentials;
    this.deadline = deadline;
    this.fence = fence;
  }

  /** The reason why there is no connection; its text has no credentials. */
  public static final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isForCredentials;

    UnavailableException(String reason) {
      super(reason);
      this.isForCredentials = false;
    }

    UnavailableException(String reason, Throwable cause) {
      super(reason, cause);
      this.isForCredentials = cause instanceof ClusterAccess.NoAccess;
    }

    /** Whether this machine has no credentials. */
    boolean isForCredentials() {
      return isForCredentials;
    }
  }

  /** The limit for the connection, and for each request. */
  Duration deadline() {
    return deadline;
  }

  /**
   * The client of this moment.
   *
   * @throws UnavailableException if there are no credentials, the connection is closed, or this
   *     process must not act; the message says what to do
   */
  public KubernetesClient client() throws UnavailableException {
    return client(deadline);
  }

  /**
   * The client of this moment.
   *
   * @param most how long to wait for the credentials
   * @throws UnavailableException if there are no credentials, the connection is closed, or this
   *     process must not act; the message says what to do
   */
  KubernetesClient client(Duration most) throws UnavailableException {
    Optional<String> why = fence.closed();
    if (why.isPresent()) {
      throw new UnavailableException("waits: " + why.get());
    }
    Access known;
    synchronized (this) {
      KubernetesClient open = client;
      if (open != null) {
        return open;
      }
      known = access;
    }
    return open(known != null && isCurrent(known) ? known : access(reading(), most));
  }

  /** Whether the kubeconfig is still the one that was read, as far as this can be seen. */
  private boolean isCurrent(Access known) {
    Optional<FileTime> now = changed();
    return now.isEmpty() || now.equals(known.changed());
  }

  private Optional<FileTime> changed() {
    try {
      return cluster.kubeconfig().isPresent()
          ? Optional.of(Files.getLastModifiedTime(cluster.kubeconfig().get()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Reads the credentials on a thread of its own: a plugin of a kubeconfig may hang. */
  private synchronized FutureTask<Access> reading() throws UnavailableException {
    if (closed) {
      throw new UnavailableException("cluster: closed", new IllegalStateException());
    }
    FutureTask<Access> task = reading;
    if (task == null) {
      task =
          new FutureTask<>(() -> {
            Optional<FileTime> changed = changed();
            return new Access(credentials.read(), changed);
          });
      reading = task;
      waits = 0;
      Thread.ofPlatform().daemon().name("cluster: credentials").start(task);
    }
    return task;
  }

  private Access access(FutureTask<Access> task, Duration most) throws UnavailableException {
    try {
      Access read = task.get(most.toNanos(), TimeUnit.NANOSECONDS);
      forget(task);
      return read;
    } catch (ExecutionException e) {
      Access known = forget(task);
      if (known != null && e.getCause() instanceof ClusterAccess.NoAccess) {
        return known; // the server has not rejected it
      }
      if (e.getCause() instanceof ClusterAccess.NoAccess none) {
        Refusal refusal = none.refusal();
        throw new UnavailableException(refusal.reason() + ". " + refusal.whatToDo(), none);
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      waitedInVain(task);
      throw new UnavailableException(
          "cluster.kubeconfig: the credentials are not there after "
              + deadline.toSeconds()
              + " s. If "
              + cluster.kubeconfig().map(Path::toString).orElse("it")
              + " has an exec plugin, see why that hangs",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("cluster: interrupted", e);
    }
  }

  /** A plugin that hangs for ever is left alone, more and more rarely. */
  @SuppressWarnings("ReferenceEquality") // this task, not one like it
  private synchronized void waitedInVain(FutureTask<Access> task) {
    waits++;
    if (reading == task && waits >= patience) {
      reading = null;
      patience = Math.min(2 * patience, LAST_PATIENCE);
    }
  }

  /** The next use reads again; returns what was read before. */
  @SuppressWarnings("ReferenceEquality") // this task, not one like it
  private synchronized @Nullable Access forget(FutureTask<Access> task) {
    if (reading == task) {
      reading = null;
    }
    return access;
  }

  private synchronized KubernetesClient open(Access with) throws UnavailableException {
    if (closed) {
      throw new UnavailableException("cluster: closed", new IllegalStateException());
    }
    KubernetesClient open = client;
    if (open == null) { // no other thread was first
      open = ClusterClients.open(with.config(), deadline);
      client = open;
      access = with;
      patience = FIRST_PATIENCE;
    }
    return open;
  }

  /**
   * Closes a client after a failed request; the next use opens another. A client that was replaced
   * stays.
   */
  @SuppressWarnings("ReferenceEquality") // this client, not one like it
  public void failed(KubernetesClient failed, KubernetesClientException failure) {
    synchronized (this) {
      if (client != failed) {
        return;
      }
      client = null;
      if (FailureWords.needsOtherCredentials(failure)) {
        access = null;
      }
    }
    failed.close();
    closings.forEach(Runnable::run);
  }

  /**
   * Adds what is called after a client was closed because a request failed: its watches tell
   * nothing any more, not even their end. It returns soon.
   */
  void onClosing(Runnable listener) {
    closings.add(listener);
  }

  /**
   * Whether this is the client of this moment. A request of another one fails because the client is
   * closed; why, the task says that closed it.
   */
  @SuppressWarnings("ReferenceEquality") // this client, not one like it
  synchronized boolean isOpen(KubernetesClient one) {
    return client == one;
  }

  /** A failed request in words, without credentials: what the server said and what to do. */
  String words(KubernetesClient client, KubernetesClientException failure) {
    return FailureWords.of(cluster, client.getConfiguration().getMasterUrl(), deadline, failure);
  }

  @Override
  public void close() {
    KubernetesClient open;
    synchronized (this) {
      closed = true;
      open = client;
      client = null;
    }
    if (open != null) {
      open.close();
    }
  }
}
