package dev.leasehold.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests in docs/deploy, without a cluster. */
final class DeployTest {
  private static final Path DEPLOY = Path.of("../docs/deploy");

  @TempDir private Path folder;

  /** .build/chart makes them. */
  @Test
  void theChartIsMadeOfTheBase() throws Exception {
    Process process =
        new ProcessBuilder("../.build/chart", folder.toString()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    Set<String> all = Cli.tree(folder).keySet();
    assertEquals(12, all.size(), all::toString);
    for (String file : all) {
      String made = Files.readString(folder.resolve(file));
      assertTrue(made.contains("{{ .Release.Namespace }}"), made);
      assertEquals(
          made, Files.readString(DEPLOY.resolve("chart/templates/" + file)), "run .build/chart");
    }
  }

  @Test
  void theExampleConfigurationIsValid() throws Exception {
    Path file = DEPLOY.resolve("watcher/watcher.yaml");
    WatcherConfig config = WatcherConfig.read(file, Files.readString(file));
    assertEquals(Path.of("/var/lib/leasehold"), config.stateDir());
  }

  /** A Pod that could do more than the watcher needs. */
  @Test
  void thePodHasTwoCapabilitiesAndNoWritableRoot() throws Exception {
    Field deployment =
        Document.inFile("", 0, Files.readString(DEPLOY.resolve("watcher/deployment.yaml"))).root();
    Field spec = deployment.get("spec");
    assertEquals("1", spec.get("replicas").text());
    assertEquals("Recreate", spec.get("strategy").get("type").text());
    Field pod = spec.get("template").get("spec");
    assertEquals("false", pod.get("automountServiceAccountToken").text());
    Field container = pod.get("containers").items().getFirst();
    Field rights = container.get("securityContext");
    assertEquals("false", rights.get("allowPrivilegeEscalation").text());
    assertEquals("true", rights.get("readOnlyRootFilesystem").text());
    assertEquals(
        List.of("ALL"),
        rights.get("capabilities").get("drop").items().stream().map(Field::text).toList());
    assertEquals(
        List.of("NET_RAW", "NET_BIND_SERVICE"),
        rights.get("capabilities").get("add").items().stream().map(Field::text).toList());
  }
}
