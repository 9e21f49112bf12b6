package dev.leasehold.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.fence.Fence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES) // a hang
class ClusterTaskTest {
  private static final Cluster CLUSTER = new Cluster(Optional.of(Path.of("/etc/kubeconfig")));
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Otherwise its thread would end, and nobody would say that nothing is done any more. */
  @Test
  void aBugInReadingCredentialsIsATrouble() throws Exception {
    ClusterConnection connection =
        new ClusterConnection(
            CLUSTER,
            () -> {
              throw new IllegalArgumentException("token: secret");
            },
            DEADLINE,
            Fence.OPEN);
    CountDownLatch told = new CountDownLatch(1);
    try (ClusterTask task = new ClusterTask("a test", connection, Duration.ZERO, _ -> {})) {
      task.onTrouble(told::countDown);
      task.start();
      told.await();
      assertEquals(
          "a bug in Leasehold: java.lang.IllegalArgumentException in making a client; please report"
              + " this line",
          task.trouble());
    } finally {
      connection.close();
    }
  }

  @Test
  void tellsEachListenerOfATrouble() throws Exception {
    ClusterConnection connection =
        new ClusterConnection(
            CLUSTER, Map.of(), DEADLINE, () -> Optional.of("another process leads"));
    CountDownLatch one = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    try (ClusterTask task = new ClusterTask("a test", connection, Duration.ZERO, _ -> {})) {
      task.onTrouble(one::countDown);
      task.onTrouble(other::countDown);
      task.start();
      one.await();
      other.await();
    } finally {
      connection.close();
    }
  }
}
