package dev.leasehold.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus's own tool reads the alerts, and they fire when they should. */
final class AlertsIT {
  private static final Path TESTS = Path.of("../testdata/monitoring");
  private static final Path AGENT = MonitoringTest.FOLDER.resolveSibling("agent-monitoring");

  @TempDir private Path folder;

  @BeforeEach
  void needsPromtool() {
    assumeTrue(
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "promtool"))),
        "promtool is not installed");
  }

  @Test
  void thoseOfTheWatcherFireWhenTheyShould() throws Exception {
    check(MonitoringTest.FOLDER, "alerts.yaml");
  }

  @Test
  void thoseOfTheAgentFireWhenTheyShould() throws Exception {
    check(AGENT, "agent-alerts.yaml");
  }

  /** A rule file is what a PrometheusRule has as its spec. */
  private void check(Path manifests, String test) throws Exception {
    String manifest = Files.readString(manifests.resolve("prometheus-rule.yaml"));
    String spec = manifest.substring(manifest.indexOf("\nspec:\n") + "\nspec:\n".length());
    Files.writeString(folder.resolve("rules.yaml"), spec.replaceAll("(?m)^  ", ""));
    Files.copy(TESTS.resolve(test), folder.resolve(test));
    promtool("check", "rules", "--lint-fatal", "rules.yaml");
    promtool("test", "rules", test);
  }

  private void promtool(String... arguments) throws Exception {
    String[] line = new String[arguments.length + 1];
    line[0] = "promtool";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
