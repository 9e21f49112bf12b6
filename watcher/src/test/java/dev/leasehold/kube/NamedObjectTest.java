package dev.leasehold.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.fence.Fence;
import dev.leasehold.kube.NamedObject.Answer;
import dev.leasehold.kube.NamedObject.Done;
import dev.leasehold.kube.NamedObject.Failed;
import dev.leasehold.notify.Listening;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests to a server that behaves as none should. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
class NamedObjectTest {
  private static final Cluster CLUSTER = new Cluster(Optional.of(Path.of("/etc/kubeconfig")));

  private long nanos;
  private int reads;

  private Config credentials(String server, Duration pluginTakes) {
    reads++;
    nanos += pluginTakes.toNanos();
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(server)
        .withOauthToken("token-" + reads)
        .build();
  }

  private NamedObject<Lease> lease(ClusterConnection connection) {
    return new NamedObject<>(connection, () -> nanos, Lease.class, "network", "leasehold-home");
  }

  private static Listening.Reply found() {
    return new Listening.Reply(
        200,
        """
        {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
         "metadata": {"name": "leasehold-home", "resourceVersion": "7"}}
        """,
        Map.of("Content-Type", "application/json"));
  }

  /** A holder whose requests take longer than it believes loses the Lease in an outage. */
  @Test
  void credentialsAndTheRequestHaveOneDeadline() throws Exception {
    Duration deadline = Duration.ofHours(1);
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ClusterConnection connection =
            new ClusterConnection(
                CLUSTER,
                () ->
                    credentials(
                        "http://127.0.0.1:" + silent.getLocalPort(), deadline.minusMillis(50)),
                deadline,
                Fence.OPEN)) {
      Failed<?> failed = assertInstanceOf(Failed.class, lease(connection).read());
      assertTrue(failed.why().contains("does not answer"), failed.why());
    }
  }

  /** The token of a plugin lives for minutes; others have been served since it was read. */
  @Test
  void asksAgainWhenATokenHasExpired() throws Exception {
    try (Listening server = new Listening();
        ClusterConnection connection =
            new ClusterConnection(
                CLUSTER,
                () -> credentials(server.at("").toString(), Duration.ZERO),
                Duration.ofMinutes(1),
                Fence.OPEN)) {
      NamedObject<Lease> lease = lease(connection);
      server.reply(found());
      assertEquals("7", assertInstanceOf(Done.class, lease.read()).version());
      server.reply(401);
      server.reply(found());
      assertInstanceOf(Done.class, lease.read());
      assertEquals(2, reads);

      for (int i = 0; i < 3; i++) {
        server.reply(401);
      }
      Answer<Lease> rejected = lease.read();
      assertTrue(assertInstanceOf(Failed.class, rejected).refused());
      assertEquals(3, reads);
      assertTrue(assertInstanceOf(Failed.class, lease.read()).refused());
      assertEquals(4, reads, "not again before it was served");
    }
  }

  /** Another server, or another user, may be served. */
  @Test
  void usesAnotherClientAfterEachFailure() throws Exception {
    try (Listening server = new Listening();
        ClusterConnection connection =
            new ClusterConnection(
                CLUSTER,
                () -> credentials(server.at("").toString(), Duration.ZERO),
                Duration.ofMinutes(1),
                Fence.OPEN)) {
      for (int status : new int[] {403, 500, 503}) {
        var client = connection.client();
        server.reply(status);
        Failed<?> failed = assertInstanceOf(Failed.class, lease(connection).read());
        assertEquals(status == 403, failed.refused());
        assertTrue(!connection.isOpen(client), "after " + status);
      }
      assertEquals(1, reads);
    }
  }
}
