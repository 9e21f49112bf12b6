package dev.leasehold.kube;

import dev.leasehold.fence.Fence;
import dev.leasehold.ssh.Refusal;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a process to the API server of its cluster. It is opened by the first use, and
 * again after a failure, with the credentials of that moment: a token or a kubeconfig can be
 * replaced while the process runs. Thread-safe.
 */
public final class ClusterConnection implements AutoCloseable {
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private final Cluster cluster;
  private final Credentials credentials;
  private final Duration deadline;
  private final Fence fence;

  // Guarded by this.
  private @Nullable KubernetesClient client;
  private @Nullable FutureTask<Config> reading;
  private boolean closed;

  /** Finds the API server, and the credentials of this moment. */
  @FunctionalInterface
  interface Credentials {
    Config read() throws ClusterAccess.NoAccess;
  }

  /**
   * Creates a connection for a process that may always use it; opens nothing yet.
   *
   * @param deadline the limit for the connection, and for each request
   */
  public ClusterConnection(Cluster cluster, Map<String, String> environment, Duration deadline) {
    this(cluster, environment, deadline, Fence.OPEN);
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

  /**
   * The client of this moment.
   *
   * @throws UnavailableException if there are no credentials, the connection is closed, or this
   *     process must not act; the message says what to do
   */
  public KubernetesClient client() throws UnavailableException {
    Optional<String> why = fence.closed();
    if (why.isPresent()) {
      throw new UnavailableException("waits: " + why.get());
    }
    FutureTask<Config> task;
    synchronized (this) {
      KubernetesClient open = client;
      if (open != null) {
        return open;
      }
      task = reading();
    }
    return open(task, config(task));
  }

  /** Reads the credentials on a thread of its own: a plugin of a kubeconfig may hang. */
  private FutureTask<Config> reading() throws UnavailableException {
    if (closed) {
      throw new UnavailableException("cluster: closed", new IllegalStateException());
    }
    FutureTask<Config> task = reading;
    if (task == null) {
      task = new FutureTask<>(credentials::read);
      reading = task;
      Thread.ofPlatform().daemon().name("cluster: credentials").start(task);
    }
    return task;
  }

  private Config config(FutureTask<Config> task) throws UnavailableException {
    try {
      return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      forget(task);
      if (e.getCause() instanceof ClusterAccess.NoAccess none) {
        Refusal refusal = none.refusal();
        throw new UnavailableException(refusal.reason() + ". " + refusal.whatToDo(), none);
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
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

  /** The next use reads again. */
  @SuppressWarnings("ReferenceEquality") // this task, not one like it
  private synchronized void forget(FutureTask<Config> task) {
    if (reading == task) {
      reading = null;
    }
  }

  private synchronized KubernetesClient open(FutureTask<Config> task, Config config)
      throws UnavailableException {
    forget(task);
    KubernetesClient open = client;
    if (open != null) {
      return open; // another thread was first
    }
    if (closed) {
      throw new UnavailableException("cluster: closed", new IllegalStateException());
    }
    open = ClusterClients.open(config, deadline);
    client = open;
    return open;
  }

  /** Closes a client that failed; the next use opens another. A client that was replaced stays. */
  @SuppressWarnings("ReferenceEquality") // this client, not one like it
  public void failed(KubernetesClient failed) {
    synchronized (this) {
      if (client != failed) {
        return;
      }
      client = null;
    }
    failed.close();
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
    return FailureWords.of(cluster, client.getConfiguration().getMasterUrl(), failure);
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
