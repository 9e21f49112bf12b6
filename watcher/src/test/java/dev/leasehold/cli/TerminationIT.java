package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process ends when it is told to, also while a Git server says nothing. */
final class TerminationIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void keys() throws IOException {
    Files.writeString(folder.resolve("id"), "read when the server has said something");
    Files.writeString(folder.resolve("known_hosts"), "");
  }

  private WatchProcess watch(ServerSocket server, String... options) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("watcher.yaml"),
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: WatcherConfig
            metadata: {name: home}
            spec:
              stateDir: state
              targets:
                - {name: cluster, url: "ssh://git@127.0.0.1:%d/home.git", auth: key}
              auth:
                - name: key
                  ssh: {keyFile: id, knownHostsFile: known_hosts}
              web: {listen: none}
            """
                .formatted(server.getLocalPort()));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.leasehold.cli.Main",
            "watch",
            "--config",
            config.toString());
    builder.command().addAll(List.of(options));
    return WatchProcess.start(builder);
  }

  private static ServerSocket silent() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void endsInTheMiddleOfACloneThatHangsAndSaysSo(String signal, int status) throws Exception {
    try (ServerSocket server = silent();
        WatchProcess watch = watch(server);
        Socket _ = server.accept()) {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(watch.pid())).start().waitFor();
      watch.awaitLine(
          "end", DEADLINE, line -> line.contains("ended in the middle of cloning for "));
      assertEquals(status, watch.awaitExit(DEADLINE));
    }
  }

  @Test
  void onceEndsAfterItsTimeout() throws Exception {
    try (ServerSocket server = silent();
        WatchProcess watch = watch(server, "--once", "--timeout", "1");
        Socket _ = server.accept()) {
      watch.awaitLine(
          "reason",
          DEADLINE,
          line ->
              line.startsWith("leasehold: after 1 s still waiting for the repository")
                  && line.contains("the time of --timeout 1 was up"));
      assertEquals(1, watch.awaitExit(DEADLINE));
    }
  }
}
