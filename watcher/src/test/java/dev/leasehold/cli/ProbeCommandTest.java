package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of {@code leasehold probe}; its work is tested in the package prober. */
final class ProbeCommandTest {
  @TempDir private Path folder;

  private String kubeconfig() throws IOException {
    return Files.writeString(
            folder.resolve("kubeconfig"),
            """
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            contexts: [{name: x, context: {cluster: c}}]
            current-context: x
            """)
        .toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--repair; on; 2; use Off, DryRun or On",
        "--namespace; a/b; 1; --namespace 'a/b' is not the name of one",
        "--node; a b; 1; --node 'a b' is not the name of a node",
        "--listen; 9546; 2; invalid address '9546'"
      })
  void refusesAValueThatIsNone(String option, String value, int code, String words)
      throws Exception {
    Cli run = Cli.run("probe", "--kubeconfig", kubeconfig(), option, value);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(words), run.err());
  }

  @Test
  void takesEachRepairAndSaysThatItCannotListen() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      for (String repair : List.of("Off", "DryRun", "On")) {
        Cli run =
            Cli.run("probe", "--kubeconfig", kubeconfig(), "--repair", repair, "--listen", address);
        assertEquals(1, run.code());
        assertTrue(
            run.err().startsWith("leasehold: cannot listen on " + address + ": "), run.err());
      }
    }
  }

  @Test
  void saysThatItIsNotInAPod() {
    Cli run = Cli.run("probe");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("elsewhere, use --kubeconfig"), run.err());
  }
}
