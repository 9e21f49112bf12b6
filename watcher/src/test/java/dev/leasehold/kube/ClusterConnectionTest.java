package dev.leasehold.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.fence.Fence;
import dev.leasehold.kube.ClusterConnection.UnavailableException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
class ClusterConnectionTest {
  private static final Cluster CLUSTER = new Cluster(Optional.of(Path.of("/etc/kubeconfig")));

  private final KubernetesClientException away = new KubernetesClientException("no route");

  private final AtomicInteger reads = new AtomicInteger();
  private final CountDownLatch plugin = new CountDownLatch(1);

  private Config credentials(CountDownLatch answers) {
    reads.incrementAndGet();
    try {
      answers.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Config.empty();
  }

  private ClusterConnection connection(Duration deadline) {
    return new ClusterConnection(CLUSTER, () -> credentials(plugin), deadline, Fence.OPEN);
  }

  @Test
  void aPluginThatHangsHoldsUpNobody() {
    ClusterConnection connection = connection(Duration.ofMillis(1));
    UnavailableException hangs = assertThrows(UnavailableException.class, connection::client);
    assertEquals(
        "cluster.kubeconfig: the credentials are not there after 0 s. If /etc/kubeconfig has an"
            + " exec plugin, see why that hangs",
        hangs.getMessage());
    assertFalse(hangs.isForCredentials()); // its server may be away, as in a renumbering
    while (reads.get() == 0) {
      Thread.onSpinWait();
    }
    assertThrows(UnavailableException.class, connection::client);
    assertEquals(1, reads.get(), "one plugin at a time");
    connection.close();
    plugin.countDown();
  }

  /** Nothing waits for the thread that waits for the credentials. */
  @Test
  void isClosedWhileAPluginHangs() throws Exception {
    ClusterConnection connection = connection(Duration.ofHours(1));
    CountDownLatch failed = new CountDownLatch(1);
    Thread waits =
        Thread.ofVirtual()
            .start(() -> {
              assertThrows(UnavailableException.class, connection::client);
              failed.countDown();
            });
    while (reads.get() == 0) {
      Thread.onSpinWait();
    }
    connection.close();
    plugin.countDown();
    failed.await();
    waits.join();
  }

  /** One that hangs for ever must not be the last. */
  @Test
  void aPluginIsStartedBesideOneThatHangsForLong() {
    ClusterConnection connection = connection(Duration.ofNanos(1));
    for (int i = 0; i < 20; i++) {
      assertThrows(UnavailableException.class, connection::client);
    }
    assertThrows(UnavailableException.class, connection::client);
    while (reads.get() < 2) {
      Thread.onSpinWait();
    }
    connection.close();
    plugin.countDown();
  }

  /** To read them may take a plugin that needs the network too. */
  @Test
  void keepsTheCredentialsWhileTheServerDoesNotAnswer() throws Exception {
    plugin.countDown();
    try (ClusterConnection connection = connection(Duration.ofMinutes(1))) {
      KubernetesClient first = connection.client();
      assertSame(first, connection.client());
      connection.failed(first, away);
      assertFalse(connection.isOpen(first));
      assertTrue(connection.isOpen(connection.client()));
      assertEquals(1, reads.get());
    }
  }

  @Test
  void readsTheCredentialsAgainThatTheServerRejects() throws Exception {
    plugin.countDown();
    try (ClusterConnection connection = connection(Duration.ofMinutes(1))) {
      connection.failed(connection.client(), new KubernetesClientException("", 401, null));
      assertTrue(connection.isOpen(connection.client()));
      assertEquals(2, reads.get());
    }
  }

  @Test
  void readsAKubeconfigThatHasChanged(@TempDir Path folder) throws Exception {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), "");
    Files.setLastModifiedTime(kubeconfig, FileTime.from(Instant.EPOCH));
    AtomicBoolean isDamaged = new AtomicBoolean();
    ClusterConnection.Credentials credentials =
        () -> {
          reads.incrementAndGet();
          if (isDamaged.get()) {
            throw new ClusterAccess.NoAccess("no kubeconfig", "Write one.");
          }
          return Config.empty();
        };
    try (ClusterConnection connection =
        new ClusterConnection(
            new Cluster(Optional.of(kubeconfig)), credentials, Duration.ofMinutes(1), Fence.OPEN)) {
      connection.failed(connection.client(), away);
      Files.setLastModifiedTime(kubeconfig, FileTime.from(Instant.EPOCH.plusSeconds(1)));
      connection.failed(connection.client(), away);
      assertEquals(2, reads.get());

      isDamaged.set(true); // what the server has not rejected stays
      Files.setLastModifiedTime(kubeconfig, FileTime.from(Instant.EPOCH.plusSeconds(2)));
      connection.failed(connection.client(), away);
      Files.delete(kubeconfig);
      KubernetesClient kept = connection.client();
      assertEquals(3, reads.get());
      connection.failed(kept, new KubernetesClientException("", 401, null));
      UnavailableException none = assertThrows(UnavailableException.class, connection::client);
      assertTrue(none.isForCredentials());
    }
  }

  /** fabric8 runs the plugin again for a token that is not set, on the thread of a request. */
  @Test
  void keepsTheTokenOfAPlugin(@TempDir Path folder) throws Exception {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
            users:
            - name: u
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: echo
                  args: ['{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "short-lived"}}']
                  interactiveMode: Never
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
    try (ClusterConnection connection =
        new ClusterConnection(
            new Cluster(Optional.of(kubeconfig)), Map.of(), Duration.ofMinutes(1))) {
      assertEquals("short-lived", connection.client().getConfiguration().getOauthToken());
    }
  }
}
