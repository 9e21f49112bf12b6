package dev.leasehold.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests for one object by name, and what their failures mean.
 *
 * @param kind the kind in messages
 */
record NamedObject(ClusterConnection connection, String kind, String namespace, String name) {
  static final Map<String, String> LABELS =
      Map.of("app.kubernetes.io/name", "leasehold", "app.kubernetes.io/managed-by", "leasehold");

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  /** The result of a request. */
  sealed interface Answer<T> {}

  record Done<T>(T object) implements Answer<T> {}

  record Missing<T>() implements Answer<T> {}

  /** The object exists already, or has another version. */
  record Conflict<T>() implements Answer<T> {}

  /**
   * There is no answer that says more; the reason has no credentials.
   *
   * @param refused whether the server does not serve this process, or there are no credentials
   */
  record Failed<T>(String why, boolean refused) implements Answer<T> {}

  String place() {
    return kind + " " + namespace + "/" + name;
  }

  /** What it means if a created object is not found. */
  String noNamespace() {
    return "the namespace " + namespace + " does not exist. Create it";
  }

  <T> Answer<T> ask(Function<KubernetesClient, @Nullable T> request) {
    KubernetesClient client;
    try {
      client = connection.client();
    } catch (ClusterConnection.UnavailableException e) {
      return new Failed<>(String.valueOf(e.getMessage()), e.isForCredentials());
    }
    try {
      @Nullable T object = request.apply(client);
      return object == null ? new Missing<>() : new Done<>(object);
    } catch (KubernetesClientException e) {
      return failed(client, e);
    }
  }

  private <T> Answer<T> failed(KubernetesClient client, KubernetesClientException e) {
    return switch (e.getCode()) {
      case CONFLICT -> new Conflict<>();
      case NOT_FOUND -> new Missing<>();
      default -> {
        String why = connection.words(client, e);
        if (FailureWords.needsAnotherClient(e)) {
          connection.failed(client);
        }
        yield new Failed<>(why, FailureWords.isRefused(e));
      }
    };
  }
}
