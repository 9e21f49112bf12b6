package dev.leasehold.kube;

import dev.leasehold.fence.Fence;
import dev.leasehold.ssh.Refusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
  private final ClusterAccess access;
  private final Duration deadline;
  private final Fence fence;
  private @Nullable KubernetesClient client;
  private boolean closed;

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
    this.cluster = cluster;
    this.access = new ClusterAccess(environment, SERVICE_ACCOUNT);
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
  public synchronized KubernetesClient client() throws UnavailableException {
    Optional<String> why = fence.closed();
    if (why.isPresent()) {
      throw new UnavailableException("waits: " + why.get());
    }
    KubernetesClient open = client;
    if (open != null) {
      return open;
    }
    if (closed) {
      throw new UnavailableException("cluster: closed", new IllegalStateException());
    }
    try {
      open = ClusterClients.open(access.read(cluster), deadline);
    } catch (ClusterAccess.NoAccess e) {
      Refusal refusal = e.refusal();
      throw new UnavailableException(refusal.reason() + ". " + refusal.whatToDo(), e);
    }
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
