package dev.leasehold.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.git.GitTarget;
import dev.leasehold.git.SeedRepository;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process ends after a signal, also while a Git server hangs. */
final class TerminationIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final String LEASE =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: PrefixLease
      metadata:
        name: home-ipv6
      spec:
        source: router-advertisement
        prefixes:
          - {prefix: "2003:a:b:c00::/56", state: Current, since: "2026-11-21T10:00:00Z"}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void keys() throws IOException {
    Files.writeString(folder.resolve("id"), "read when the server has said something");
    Files.writeString(folder.resolve("known_hosts"), "");
  }

  private WatchProcess watch(ServerSocket server, String... options) throws IOException {
    return watch(
        "url: \"ssh://git@127.0.0.1:" + server.getLocalPort() + "/home.git\", auth: key", options);
  }

  private WatchProcess watch(String target, String... options) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("watcher.yaml"),
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: WatcherConfig
            metadata: {name: home}
            spec:
              stateDir: state
              batch: {window: 0s}
              targets:
                - {name: cluster, %s}
              auth:
                - name: key
                  ssh: {keyFile: id, knownHostsFile: known_hosts}
              web: {listen: none}
            """
                .formatted(target));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            "dev.leasehold.cli.Leasehold",
            "watch",
            "--config",
            config.toString());
    builder.command().addAll(List.of(options));
    return WatchProcess.start(builder);
  }

  /** The class path without the quiet log configuration of tests. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> !path.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static ServerSocket silent() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void endsDuringAHangingCloneAndReportsIt(String signal, int status) throws Exception {
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

  /**
   * The ref file is a pipe, so a read of the branch waits until the test writes. By then the
   * process has received a signal, and must not commit.
   */
  @Test
  void startsNoOperationAfterTheSignal() throws Exception {
    Path remote = folder.resolve("remote.git");
    Map<String, byte[]> files = new TreeMap<>();
    Cli.tree(Cli.examplePackage(folder.resolve("package")))
        .forEach((path, text) -> files.put(path, text.getBytes(UTF_8)));
    files.put("leases/home-ipv6.yaml", LEASE.getBytes(UTF_8));
    SeedRepository.create(
        remote,
        files,
        new GitTarget.Author("Person", "person@example.org"),
        Instant.parse("2026-11-21T10:00:00Z"),
        "Begin\n");
    Path branch = remote.resolve("refs/heads/main");
    String tip = Files.readString(branch);
    Files.delete(branch);
    assertEquals(0, new ProcessBuilder("mkfifo", branch.toString()).start().waitFor());
    try (WatchProcess watch = watch("url: \"file://" + remote + "\"")) {
      OutputStream pipe = opened(branch).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      Files.delete(branch);
      Files.writeString(branch, tip);
      new ProcessBuilder("kill", "-TERM", String.valueOf(watch.pid())).start().waitFor();
      watch.awaitLine("end", DEADLINE, line -> line.contains("ending: received a signal"));
      pipe.write(tip.getBytes(UTF_8));
      pipe.close();
      watch.awaitLine(
          "refusal",
          DEADLINE,
          line -> line.contains(" did not begin: the process was told to end"));
      assertEquals(143, watch.awaitExit(DEADLINE));
    }
    assertEquals(tip, Files.readString(branch));
  }

  /** Once somebody reads from it. */
  private static CompletableFuture<OutputStream> opened(Path pipe) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return Files.newOutputStream(pipe, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }
}
