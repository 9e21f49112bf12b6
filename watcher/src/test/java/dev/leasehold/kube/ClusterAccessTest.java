package dev.leasehold.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.ssh.SecretSource.Answer;
import io.fabric8.kubernetes.client.Config;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a cluster is found, and what happens when it does not answer. */
final class ClusterAccessTest {
  private static final Cluster POD = new Cluster(Optional.empty());

  @TempDir private Path folder;

  private static String kubeconfig(int port) {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
    users: [{name: u, user: {token: s3cret}}]
    contexts: [{name: x, context: {cluster: c, user: u}}]
    current-context: x
    """
        .formatted(port);
  }

  private String refusal(Map<String, String> environment, Cluster cluster) {
    ClusterAccess access = new ClusterAccess(environment, folder);
    ClusterAccess.NoAccess none =
        assertThrows(ClusterAccess.NoAccess.class, () -> access.read(cluster));
    return none.refusal().reason() + ". " + none.refusal().whatToDo();
  }

  @Test
  void readsTheServiceAccountOfAPod() throws Exception {
    Map<String, String> pod =
        Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443");
    String none = refusal(pod, POD);
    assertTrue(none.startsWith("cluster: this process has no service account of a Pod. "), none);
    Files.writeString(folder.resolve("token"), "s3cret\n");
    Files.writeString(folder.resolve("ca.crt"), "");
    assertEquals(none, refusal(Map.of(), POD));
    Config config = new ClusterAccess(pod, folder).read(POD);
    assertEquals("https://[fd00::1]:6443/", config.getMasterUrl());
    assertEquals("s3cret", config.getOauthToken());
    Files.writeString(folder.resolve("token"), "rotated");
    assertEquals("rotated", new ClusterAccess(pod, folder).read(POD).getOauthToken());
  }

  @Test
  void readsAKubeconfig() throws Exception {
    Path file = folder.resolve("kubeconfig");
    Cluster cluster = new Cluster(Optional.of(file));
    assertTrue(
        refusal(Map.of(), cluster).startsWith("cluster.kubeconfig: " + file + " does not exist"));
    Files.writeString(file, kubeconfig(7));
    Config config = new ClusterAccess(Map.of(), folder).read(cluster);
    assertEquals("http://127.0.0.1:7/", config.getMasterUrl());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s3cret: [", "[s3cret]", "current-context: s3cret", "users: s3cret", "\u0000"})
  void refusesWhatIsNoKubeconfig(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("kubeconfig"), text);
    String refusal = refusal(Map.of(), new Cluster(Optional.of(file)));
    assertTrue(refusal.contains(file + " is not a kubeconfig with a current context"), refusal);
    assertFalse(refusal.contains("s3cret"), refusal);
  }

  /** It accepts connections and never answers. */
  @Test
  void givesUpASilentServer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Path file =
          Files.writeString(folder.resolve("kubeconfig"), kubeconfig(silent.getLocalPort()));
      SecretReader reader =
          new SecretReader(new ClusterAccess(Map.of(), folder), Duration.ofMillis(300));
      Answer answer =
          reader.read(new ClusterSecret(new Cluster(Optional.of(file)), "network", "router"));
      silent.setSoTimeout(10_000);
      silent.accept().close(); // it was asked
      Answer.Unavailable unavailable =
          assertInstanceOf(Answer.Unavailable.class, answer, answer.toString());
      assertTrue(
          unavailable
              .reason()
              .startsWith(
                  "Secret network/router: the API server http://127.0.0.1:"
                      + silent.getLocalPort()
                      + "/ does not answer: "),
          unavailable.reason());
    }
  }
}
