package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.ssh.Sshd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process without {@code spec.cluster} loads nothing of the cluster's client. */
final class ClusterLoadingIT {
  private static final List<String> CLIENT =
      List.of("io.fabric8.", "com.fasterxml.jackson.databind.", "org.yaml.snakeyaml.");

  @TempDir private Path folder;

  /** How many classes of the client a check of a router loads. */
  private long loaded(String cluster, String ssh) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("watcher.yaml"),
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: WatcherConfig
            metadata: {name: test}
            spec:
              stateDir: state
              targets: [{name: cluster, url: %s/none.git}]%s
              routers: [{name: home, host: 127.0.0.1, port: %d, user: root, ssh: {%s}}]
            """
                .formatted(folder, cluster, Sshd.freePort(), ssh));
    Path log = folder.resolve("classes");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xlog:class+load:file=" + log,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.leasehold.cli.Leasehold",
                "doctor",
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), said);
    assertTrue(said.contains("PROBLEM  ") && said.contains("home"), said);
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> CLIENT.stream().anyMatch(line::contains)).count();
    }
  }

  @Test
  void loadsTheClientOnlyForASecret() throws Exception {
    Files.writeString(folder.resolve("id"), "");
    Files.writeString(folder.resolve("hosts"), "");
    assertEquals(0, loaded("", "keyFile: id, knownHostsFile: hosts"));
    long of =
        loaded("\n  cluster: {kubeconfig: id}", "secretRef: {namespace: network, name: router}");
    assertTrue(of > 10, of + " classes");
  }
}
