package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of {@code leasehold agent}; its work is tested in the package iprule. */
final class AgentCommandTest {
  @TempDir private Path folder;

  private Path kubeconfig() throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
        contexts: [{name: x, context: {cluster: c}}]
        current-context: x
        """);
  }

  @Test
  void saysWhatIsWrongWithTheKubeconfig() throws IOException {
    Path file = folder.resolve("kubeconfig");
    Cli missing = Cli.run("agent", "--kubeconfig", file.toString());
    assertEquals(1, missing.code());
    assertTrue(
        missing.err().startsWith("leasehold: kubeconfig " + file + " does not exist; "),
        missing.err());
    Files.writeString(file, "kind: Config");
    Cli empty = Cli.run("agent", "--kubeconfig", file.toString());
    assertEquals(1, empty.code());
    assertTrue(empty.err().contains("it has no current-context"), empty.err());
  }

  @Test
  void saysThatItIsNotInAPod() {
    Cli run = Cli.run("agent");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("elsewhere, use --kubeconfig"), run.err());
  }

  @Test
  void saysThatItCannotListen() throws Exception {
    Path config = kubeconfig();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Cli run = Cli.run("agent", "--kubeconfig", config.toString(), "--listen", address);
      assertEquals(1, run.code());
      assertTrue(run.err().startsWith("leasehold: cannot listen on " + address + ": "), run.err());
    }
  }

  @Test
  void refusesANodeThatWouldSpoilAHeader() throws Exception {
    Path config = kubeconfig();
    Cli run = Cli.run("agent", "--kubeconfig", config.toString(), "--node", "a\r\nb: c");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("is not the name of a node"), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9090", "localhost:9090", ":http", ":70000", "[::1:9090"})
  void refusesAnAddressThatIsNone(String text) {
    Cli run = Cli.run("agent", "--listen", text);
    assertEquals(2, run.code());
    assertTrue(run.err().contains("invalid address '" + text + "'"), run.err());
  }

  @Test
  void listensWhereItIsTold() throws Exception {
    AgentCommand.ListenText converter = new AgentCommand.ListenText();
    assertEquals(Optional.empty(), converter.convert("none").address());
    assertEquals(Optional.of(new InetSocketAddress(9090)), converter.convert(":9090").address());
    assertEquals(
        Optional.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 1)),
        converter.convert("[::1]:1").address());
  }
}
