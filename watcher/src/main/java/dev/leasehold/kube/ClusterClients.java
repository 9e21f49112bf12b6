package dev.leasehold.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;

/** Makes fabric8 clients. */
final class ClusterClients {
  private ClusterClients() {}

  /**
   * A client without tries of its own, and without a search for all kinds of the class path.
   *
   * @param deadline the limit for the connection, and for each request
   */
  static KubernetesClient open(Config config, Duration deadline) {
    int millis = Math.toIntExact(deadline.toMillis());
    Config limited =
        new ConfigBuilder(config)
            .withConnectionTimeout(millis)
            .withRequestTimeout(millis)
            .withRequestRetryBackoffLimit(0)
            .withWatchReconnectLimit(0)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(limited)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withKubernetesSerialization(serialization())
        .build();
  }

  /** Of the kinds of fabric8 only what a watch says when it fails, such as 410. */
  private static KubernetesSerialization serialization() {
    KubernetesSerialization made = new KubernetesSerialization(new ObjectMapper(), false);
    made.registerKubernetesResource(Status.class);
    return made;
  }
}
