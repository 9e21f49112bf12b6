package dev.leasehold.kube;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The build leaves out most models of fabric8's client. Each sort of request that a watcher makes
 * must get as far as the network without them.
 */
final class ClientClassesTest {
  private static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("leasehold.dev")
          .withVersion("v1alpha1")
          .withPlural("dynamicprefixes")
          .withKind("DynamicPrefix")
          .withNamespaced(false)
          .build();

  @TempDir private Path folder;

  private static GenericKubernetesResource object() {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion("leasehold.dev/v1alpha1");
    object.setKind("DynamicPrefix");
    object.setMetadata(new ObjectMetaBuilder().withName("home").build());
    return object;
  }

  static Stream<Consumer<KubernetesClient>> requests() {
    PatchContext apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("leasehold")
            .withForce(true)
            .build();
    return Stream.of(
        client -> client.genericKubernetesResources(KIND).list(),
        client -> client.genericKubernetesResources(KIND).withName("home").get(),
        client -> client.genericKubernetesResources(KIND).resource(object()).patch(apply),
        client ->
            client
                .genericKubernetesResources(KIND)
                .resource(object())
                .subresource("status")
                .patch(apply),
        client -> client.genericKubernetesResources(KIND).resource(object()).create(),
        client -> client.genericKubernetesResources(KIND).resource(object()).delete(),
        client -> client.getApiGroup("cilium.io"),
        client -> client.leases().inNamespace("kube-system").list(),
        client -> client.secrets().inNamespace("kube-system").withName("x").get(),
        client -> client.raw("/apis", "DELETE", object()));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestReachesTheNetwork(Consumer<KubernetesClient> request) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
            contexts: [{name: x, context: {cluster: c}}]
            current-context: x
            """
                .formatted(port));
    try (ClusterConnection connection =
        new ClusterConnection(
            new Cluster(Optional.of(kubeconfig)), Map.of(), Duration.ofSeconds(10))) {
      KubernetesClient client = connection.client();
      assertThrows(KubernetesClientException.class, () -> request.accept(client));
    }
  }
}
