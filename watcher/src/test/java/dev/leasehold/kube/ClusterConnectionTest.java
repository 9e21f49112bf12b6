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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
class ClusterConnectionTest {
  private static final Cluster CLUSTER = new Cluster(Optional.of(Path.of("/etc/kubeconfig")));

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

  @Test
  void readsTheCredentialsAgainAfterAFailure() throws Exception {
    plugin.countDown();
    try (ClusterConnection connection = connection(Duration.ofMinutes(1))) {
      KubernetesClient first = connection.client();
      assertSame(first, connection.client());
      assertTrue(connection.isOpen(first));
      connection.failed(first);
      assertFalse(connection.isOpen(first));
      KubernetesClient second = connection.client();
      assertTrue(connection.isOpen(second));
      assertEquals(2, reads.get());
    }
  }
}
