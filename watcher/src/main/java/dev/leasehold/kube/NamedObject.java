package dev.leasehold.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests for one object by name, and what their failures mean. A request ends within the deadline
 * of the connection, with the time that its credentials take.
 */
final class NamedObject<T extends HasMetadata> {
  private static final Map<String, String> LABELS =
      Map.of("app.kubernetes.io/name", "leasehold", "app.kubernetes.io/managed-by", "leasehold");

  private final ClusterConnection connection;
  private final LongSupplier nanos;
  private final Class<T> type;
  private final String namespace;
  private final String name;

  /** Of the object as it was read or written last. */
  private volatile ObjectMeta metadata = new ObjectMeta();

  /** Whether the server has accepted the credentials of this moment. */
  private volatile boolean isServed;

  /**
   * @param nanos a monotonic clock in nanoseconds
   */
  NamedObject(
      ClusterConnection connection,
      LongSupplier nanos,
      Class<T> type,
      String namespace,
      String name) {
    this.connection = connection;
    this.nanos = nanos;
    this.type = type;
    this.namespace = namespace;
    this.name = name;
  }

  /** The result of a request. */
  sealed interface Answer<T> {}

  /**
   * The object as it is now.
   *
   * @param version its {@code resourceVersion}
   */
  record Done<T>(T object, String version) implements Answer<T> {}

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
    return HasMetadata.getKind(type) + " " + namespace + "/" + name;
  }

  Answer<T> read() {
    return ask(client -> client.resources(type).inNamespace(namespace).withName(name).get());
  }

  /**
   * Creates the object.
   *
   * @param content the object; of its metadata only annotations count, and an empty one is removed
   */
  Answer<T> create(T content) {
    Answer<T> answer = ask(client -> client.resource(named(content, null)).create());
    return answer instanceof Missing
        ? new Failed<>("the namespace " + namespace + " does not exist. Create it", false)
        : answer;
  }

  /**
   * Replaces the object if it still has this version.
   *
   * @param content the object; of its metadata only annotations count, and an empty one is removed
   */
  Answer<T> replace(String version, T content) {
    return ask(client -> client.resource(named(content, version)).update());
  }

  private T named(T content, @Nullable String version) {
    Map<String, String> own =
        content.getMetadata() == null ? Map.of() : content.getMetadata().getAnnotations();
    ObjectMeta named =
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name)
            .withResourceVersion(version)
            .withAnnotations(metadata.getAnnotations()) // of a deliverer, such as Argo CD
            .addToAnnotations(own)
            .withLabels(metadata.getLabels())
            .addToLabels(LABELS)
            .build();
    own.forEach((key, value) -> {
      if (value.isEmpty()) {
        named.getAnnotations().remove(key);
      }
    });
    content.setMetadata(named);
    return content;
  }

  private Answer<T> ask(Function<KubernetesClient, @Nullable T> request) {
    return ask(request, nanos.getAsLong());
  }

  private Answer<T> ask(Function<KubernetesClient, @Nullable T> request, long began) {
    KubernetesClient client;
    try {
      client = connection.client(left(began));
    } catch (ClusterConnection.UnavailableException e) {
      return new Failed<>(String.valueOf(e.getMessage()), e.isForCredentials());
    }
    try {
      @Nullable T object = limited(client, left(began), request);
      isServed = true;
      if (object == null) {
        return new Missing<>();
      }
      metadata = object.getMetadata();
      return new Done<>(object, String.valueOf(metadata.getResourceVersion()));
    } catch (KubernetesClientException e) {
      return failed(client, e, request, began);
    }
  }

  private Duration left(long began) {
    Duration left = connection.deadline().minusNanos(nanos.getAsLong() - began);
    return left.compareTo(Duration.ofMillis(1)) > 0 ? left : Duration.ofMillis(1);
  }

  private static <T> @Nullable T limited(
      KubernetesClient client, Duration most, Function<KubernetesClient, @Nullable T> request) {
    return client
        .adapt(NamespacedKubernetesClient.class)
        .withRequestConfig(
            new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestTimeout(Math.toIntExact(most.toMillis()))
                .build())
        .call(request::apply);
  }

  private Answer<T> failed(
      KubernetesClient client,
      KubernetesClientException e,
      Function<KubernetesClient, @Nullable T> request,
      long began) {
    switch (e.getCode()) {
      case HttpURLConnection.HTTP_CONFLICT -> {
        return new Conflict<>();
      }
      case HttpURLConnection.HTTP_NOT_FOUND -> {
        return new Missing<>();
      }
      default -> {}
    }
    String why = connection.words(client, e);
    connection.failed(client, e);
    if (isServed && e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
      isServed = false; // a token of a plugin lives for minutes, and the next one is usually there
      return ask(request, began);
    }
    return new Failed<>(why, FailureWords.isRefused(e));
  }
}
