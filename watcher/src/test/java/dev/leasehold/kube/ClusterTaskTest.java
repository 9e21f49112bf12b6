package dev.leasehold.kube;

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
  @Test
  void tellsEachListenerOfATrouble() throws Exception {
    ClusterConnection connection =
        new ClusterConnection(
            new Cluster(Optional.of(Path.of("/etc/kubeconfig"))),
            Map.of(),
            Duration.ofSeconds(10),
            () -> Optional.of("another process leads"));
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
