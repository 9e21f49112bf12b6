package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.notify.ServerLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Argo CD delivers the package. */
final class ArgoDeliveryIT extends DeliveryContract {
  private static final Path EXAMPLES = Path.of("../docs/delivery/argocd");

  @Override
  void start(ServerLab lab, Path repository) throws Exception {
    lab.up("argocd");
    String _ =
        lab.kubectl(
            "-n",
            "argocd",
            "patch",
            "configmap",
            "argocd-cm",
            "--type=merge",
            "--patch-file",
            EXAMPLES.resolve("health.yaml").toString());
    lab.apply(
        Files.readString(EXAMPLES.resolve("application.yaml"))
            .replace("ssh://git@git.example.org/home.git", repository.toUri().toString())
            .replace("duration: 10s", "duration: 2s")
            .replace("maxDuration: 3m", "maxDuration: 4s")
            // the lab has no garbage collection
            .replace(
                "    syncOptions:\n",
                "    syncOptions:\n      - PrunePropagationPolicy=background\n"));
  }

  /** The first wave is not healthy yet, so the next one waits. */
  @Override
  void beforeThePoolIsHealthy(DeliveredCluster cluster) throws Exception {
    DeliveredCluster.await(
        "the wait for the pool",
        () ->
            app(cluster, "{.status.operationState.message}")
                .contains("waiting for healthy state of cilium.io/CiliumLoadBalancerIPPool"));
    assertEquals(List.of(), cluster.names("ciliumbgpclusterconfigs"));
  }

  @Override
  void look(DeliveredCluster cluster) throws Exception {
    String _ =
        cluster
            .lab()
            .kubectl(
                "-n",
                "argocd",
                "annotate",
                "--overwrite",
                "application/network",
                "argocd.argoproj.io/refresh=normal");
  }

  @Override
  boolean isHealthyAt(DeliveredCluster cluster, String commit) throws Exception {
    return app(
            cluster,
            "{.status.sync.revision} {.status.sync.status} {.status.health.status}"
                + " {.status.operationState.phase}")
        .equals(commit + " Synced Healthy Succeeded");
  }

  @Override
  boolean hasFailedAt(DeliveredCluster cluster, String commit) throws Exception {
    return app(cluster, "{.status.operationState.syncResult.revision}").equals(commit)
        && app(cluster, "{.status.operationState.message}").contains("failed");
  }

  private static String app(DeliveredCluster cluster, String path) throws Exception {
    return cluster.get("argocd", "application", "network", path);
  }

  @Override
  String state(DeliveredCluster cluster) throws Exception {
    return app(cluster, "{.status}");
  }
}
