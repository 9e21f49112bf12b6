package dev.leasehold.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.kube.Cluster;
import dev.leasehold.kube.ClusterConnection;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Prefix;
import dev.leasehold.notify.ServerLab;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pools of a real API server, compared with what bindings say. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class DeliveryTaskIT {
  private static final Instant COMMITTED = Instant.parse("2026-11-29T12:00:00Z");

  private static final List<String> NAMESPACES = List.of("metallb-system", "other");

  /** The rights of docs/cluster-side.md. */
  private static final List<String> RIGHTS =
      List.of(
          "create clusterrole leasehold-delivery --verb=list"
              + " --resource=ciliumloadbalancerippools.cilium.io,ipaddresspools.metallb.io",
          "create clusterrolebinding leasehold-delivery --clusterrole=leasehold-delivery"
              + " --serviceaccount=kube-system:leasehold");

  @TempDir private static Path server;
  private static @Nullable ServerLab started;

  @TempDir private Path folder;
  private ClusterConnection connection;
  private List<Expected> expected = List.of();
  private Instant now = COMMITTED.plusSeconds(60);
  private final AtomicLong nanos = new AtomicLong();
  private final DeliveryTask task =
      new DeliveryTask(
          () -> expected, List::of, Optional::<List<ServiceObject>>empty, () -> now, nanos::get);

  @BeforeAll
  static void startServer() throws Exception {
    started = new ServerLab(server);
    started.up("apiserver");
    String _ = lab().kubectl("-n", "kube-system", "create", "serviceaccount", "leasehold");
    for (String namespace : NAMESPACES) {
      String _ = lab().kubectl("create", "namespace", namespace);
    }
    for (String crd :
        List.of("cilium.io/v1.20/ciliumloadbalancerippools", "metallb.io/IPAddressPool")) {
      String _ = lab().kubectl("apply", "--server-side", "-f", "../testdata/crds/" + crd + ".yaml");
    }
    String _ = lab().kubectl("wait", "--for=condition=Established", "crd", "--all");
    // kubectl waits until the storage of the new kinds is ready
    String _ = lab().kubectl("get", "ciliumloadbalancerippools,ipaddresspools", "-A");
  }

  @AfterAll
  static void stopServer() throws IOException {
    if (started != null) {
      started.close();
    }
  }

  private static ServerLab lab() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void start() throws Exception {
    for (String line : RIGHTS) {
      String _ = lab().kubectl(line.split(" "));
    }
    String token = lab().kubectl("-n", "kube-system", "create", "token", "leasehold").strip();
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.copy(Path.of(lab().setting("KUBECONFIG")), kubeconfig);
    String at = "--kubeconfig=" + kubeconfig;
    String _ = lab().kubectl(at, "config", "set-credentials", "watcher", "--token=" + token);
    String _ = lab().kubectl(at, "config", "set-context", "--current", "--user=watcher");
    connection =
        new ClusterConnection(
            new Cluster(Optional.of(kubeconfig)), Map.of(), Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() throws Exception {
    if (connection != null) {
      connection.close();
    }
    String _ = lab().kubectl("delete", "ciliumloadbalancerippools", "--all");
    String _ = lab().kubectl("delete", "ipaddresspools", "--all", "--all-namespaces");
    String _ =
        lab()
            .kubectl(
                "delete",
                "--ignore-not-found",
                "clusterrole/leasehold-delivery",
                "clusterrolebinding/leasehold-delivery");
  }

  private void apply(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("object.yaml"), text);
    String _ = lab().kubectl("apply", "-f", file.toString());
  }

  private void cilium(String cidr) throws Exception {
    apply(
        """
        apiVersion: cilium.io/v2
        kind: CiliumLoadBalancerIPPool
        metadata: {name: home}
        spec: {blocks: [{cidr: "%s"}]}
        """
            .formatted(cidr));
  }

  private static Expected expected(String kind, Optional<String> namespace, String prefix) {
    return new Expected(
        "cluster",
        kind,
        kind,
        namespace,
        "home",
        Prefix.parse(prefix).range(),
        Optional.of(COMMITTED));
  }

  private String missing(String kind) throws Exception {
    task.run(connection.client());
    return task.missing("cluster", kind);
  }

  @Test
  void saysWhatHasNotArrived() throws Exception {
    String kind = "CiliumLoadBalancerIPPool";
    expected = List.of(expected(kind, Optional.empty(), "2001:db8:1::/60"));
    assertEquals(Optional.empty(), task.status());
    assertEquals(
        "the cluster has no CiliumLoadBalancerIPPool home, 1 min after its commit", missing(kind));

    cilium("2001:db8:2::/64");
    assertEquals(
        "CiliumLoadBalancerIPPool home of the cluster has nothing of 2001:db8:1::/60,"
            + " 1 min after its commit",
        missing(kind));
    assertEquals(List.of(), task.status().orElseThrow().overdue());
    now = COMMITTED.plus(Duration.ofMinutes(11));
    assertEquals(
        List.of(
            "cluster: CiliumLoadBalancerIPPool home of the cluster has nothing of 2001:db8:1::/60,"
                + " 11 min after its commit; look at what delivers it"),
        task.status().orElseThrow().overdue());

    cilium("2001:db8:1:1::/64");
    assertEquals("", missing(kind));
    assertEquals(
        new DeliveryStatus(1, List.of(), List.of(), Optional.empty()), task.status().orElseThrow());
  }

  @Test
  void readsAgainAfterAChangeInGitAndEveryFewMinutes() throws Exception {
    String kind = "CiliumLoadBalancerIPPool";
    cilium("2001:db8:1::/64");
    expected = List.of(expected(kind, Optional.empty(), "2001:db8:1::/60"));
    assertEquals("", missing(kind));
    cilium("2001:db8:9::/64"); // by hand
    assertEquals("", missing(kind)); // nothing is read so soon
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    assertTrue(
        missing(kind).contains("has nothing of 2001:db8:1::/60"), task.missing("cluster", kind));
    expected = List.of(expected(kind, Optional.empty(), "2001:db8:9::/60"));
    assertEquals("", missing(kind));
  }

  @Test
  void looksIntoTheRightNamespace() throws Exception {
    String kind = "IPAddressPool";
    apply(
        """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: home, namespace: other}
        spec: {addresses: ["2001:db8:1::10-2001:db8:1::20"]}
        """);
    expected = List.of(expected(kind, Optional.of("metallb-system"), "2001:db8:1::/64"));
    assertTrue(missing(kind).startsWith("the cluster has no IPAddressPool metallb-system/home"));
    expected = List.of(expected(kind, Optional.of("other"), "2001:db8:1::/64"));
    assertEquals("", missing(kind));
  }

  @Test
  void aMissingRightOrKindIsSaid() throws Exception {
    expected = List.of(expected("IPPool", Optional.empty(), "2001:db8:1::/64"));
    assertTrue(missing("IPPool").startsWith("the cluster has no IPPool home"));
    String _ = lab().kubectl("delete", "clusterrolebinding", "leasehold-delivery");
    expected = List.of(expected("CiliumLoadBalancerIPPool", Optional.empty(), "2001:db8:1::/64"));
    KubernetesClientException refusal =
        assertThrows(KubernetesClientException.class, () -> task.run(connection.client()));
    assertTrue(String.valueOf(refusal.getMessage()).contains("ciliumloadbalancerippools"));
  }
}
