package dev.leasehold.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leasehold.git.GitTarget;
import dev.leasehold.git.SeedRepository;
import dev.leasehold.render.Components;
import dev.leasehold.web.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs commands in one process, without privileges and without a network. {@code .build/runtime}
 * starts it once for each ahead-of-time cache; a cache has the classes that the process used.
 */
final class Training {
  /** An interface that no machine has, so that nothing is sent. */
  private static final String INTERFACE = "training0";

  private static final String RENUMBERED = "home-ipv6=2001:db8:99::/56";
  private static final GitTarget.Author AUTHOR = new GitTarget.Author("You", "you@example.org");

  private final Path folder;

  private Training(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs the training; arguments: {@code short}, {@code watch}, {@code agent} or {@code probe}, a
   * folder for output, and for the last two the command that runs {@code leasehold}.
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]).toAbsolutePath();
    switch (arguments[0]) {
      case "watch" -> new Training(folder).watch();
      case "agent", "probe" ->
          AgentTraining.run(arguments[0], folder, List.of(arguments).subList(2, arguments.length));
      default -> new Training(folder).shortCommands();
    }
    System.exit(Leasehold.DONE); // also ends a running watch
  }

  /** Runs the short commands. */
  private void shortCommands() throws IOException {
    Path files = folder.resolve("package");
    require(Leasehold.DONE, "--version");
    require(Leasehold.DONE, "version");
    require(Leasehold.DONE, "--help");
    require(Leasehold.DONE, "init", "--interface", INTERFACE, files.toString());
    require(Leasehold.DONE, "render", files.toString());
    require(Leasehold.DONE, "plan", "--prefix", RENUMBERED, files.toString());
    String all = folder.resolve("components").toString();
    require(Leasehold.DONE, "init", "--component", String.join(",", Components.names()), all);
    require(Leasehold.DONE, "render", all);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> answer(socket));
      Path config = writeConfig(folder.resolve("remote.git"), socket.getLocalPort());
      require(Leasehold.DONE, "status", "--config", config.toString());
    }
  }

  /** Answers like a healthy watcher. */
  private static void answer(ServerSocket socket) {
    try (Socket client = socket.accept()) {
      String answer = "HTTP/1.1 200 OK\r\n" + WebServer.WELL + ": yes\r\nContent-Length: 0\r\n\r\n";
      client.getOutputStream().write(answer.getBytes(US_ASCII));
      client.getInputStream().readAllBytes(); // until the client has read the answer
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a watch until it answers: by then it has read its repository and waits for the interface.
   */
  private void watch() throws IOException {
    Path files = folder.resolve("package");
    require(Leasehold.DONE, "init", "--interface", INTERFACE, "--dhcpv6", files.toString());
    Path remote = folder.resolve("remote.git");
    SeedRepository.create(
        remote, bytes(files), AUTHOR, InstantSource.system().instant(), "Begin the package\n");
    Path config = writeConfig(remote, freePort());
    Thread watch =
        Thread.ofPlatform()
            .daemon()
            .start(() -> Leasehold.run("watch", "--config", config.toString()));
    int code = Leasehold.FAILED;
    while (code == Leasehold.FAILED && watch.isAlive()) {
      code = Leasehold.run("status", "--config", config.toString());
    }
    if (code != Leasehold.NOT_WELL) { // the interface does not exist
      throw new IOException("status ended with " + code);
    }
    require(Leasehold.DONE, "demo", "--dir", folder.resolve("demo").toString());
  }

  private Path writeConfig(Path remote, int port) throws IOException {
    return Files.writeString(
        folder.resolve("watcher.yaml"),
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata: {name: training}
        spec:
          stateDir: state
          targets:
            - {name: training, url: "%s"}
          web: {listen: "127.0.0.1:%d"}
        """
            .formatted(remote, port));
  }

  private static Map<String, byte[]> bytes(Path folder) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void require(int code, String... arguments) throws IOException {
    int ended = Leasehold.run(arguments);
    if (ended != code) {
      throw new IOException("leasehold " + String.join(" ", arguments) + " ended with " + ended);
    }
  }
}
