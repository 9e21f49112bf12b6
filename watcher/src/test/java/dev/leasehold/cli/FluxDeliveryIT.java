package dev.leasehold.cli;

import dev.leasehold.git.GitHttpServer;
import dev.leasehold.notify.ServerLab;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Flux's source- and kustomize-controller deliver the package. */
final class FluxDeliveryIT extends DeliveryContract {
  private static final Path EXAMPLE = Path.of("../docs/delivery/flux/network.yaml");

  private @Nullable GitHttpServer git;
  private int looks;

  @AfterEach
  void stop() {
    if (git != null) {
      git.close();
    }
  }

  @Override
  void start(ServerLab lab, Path repository) throws Exception {
    lab.up("flux");
    GitHttpServer server = GitHttpServer.plain(folder);
    git = server;
    server.writers.add("sesame");
    String example = Files.readString(EXAMPLE);
    String local =
        example
            .replace(
                "ssh://git@git.example.org/home.git", server.url("/" + repository.getFileName()))
            .replace("interval: 5m", "interval: 5s")
            .replace("retryInterval: 1m", "retryInterval: 5s")
            .replace("timeout: 2m", "timeout: 30s");
    lab.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: home, namespace: flux-system}
        stringData: {username: %s, password: sesame}
        ---
        """
                .formatted(GitHttpServer.USER)
            + local);
  }

  @Override
  void look(DeliveredCluster cluster) throws Exception {
    String _ =
        cluster
            .lab()
            .kubectl(
                "-n",
                "flux-system",
                "annotate",
                "--overwrite",
                "gitrepository/home",
                "reconcile.fluxcd.io/requestedAt=" + ++looks);
  }

  @Override
  boolean isHealthyAt(DeliveredCluster cluster, String commit) throws Exception {
    return status(cluster, "{.status.lastAppliedRevision}").endsWith(commit)
        && ready(cluster).equals("True");
  }

  @Override
  boolean hasFailedAt(DeliveredCluster cluster, String commit) throws Exception {
    return status(cluster, "{.status.lastAttemptedRevision}").endsWith(commit)
        && ready(cluster).equals("False");
  }

  private static String ready(DeliveredCluster cluster) throws Exception {
    return status(cluster, "{.status.conditions[?(@.type==\"Ready\")].status}");
  }

  private static String status(DeliveredCluster cluster, String path) throws Exception {
    return cluster.get("flux-system", "kustomization.kustomize.toolkit.fluxcd.io", "network", path);
  }

  @Override
  String state(DeliveredCluster cluster) throws Exception {
    return cluster
        .lab()
        .kubectl(
            "-n",
            "flux-system",
            "get",
            "gitrepositories,kustomizations.kustomize.toolkit.fluxcd.io",
            "-o",
            "jsonpath={range .items[*]}{.kind} {.status}{\"\\n\"}{end}");
  }
}
