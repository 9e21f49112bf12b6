package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The machine's sshd on a separate port, which accepts one key. */
final class OpenSshServer implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/sbin/sshd");

  final int port;
  final Path clientKey;

  /** A read-only key, like a deploy key without write access. */
  final Path readingKey;

  /** A key whose server program first runs {@link #failure}, if that file exists. */
  final Path failingKey;

  final Path failure;

  private final Path directory;
  private final Process process;

  private OpenSshServer(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
    this.clientKey = directory.resolve("id");
    this.readingKey = directory.resolve("reader");
    this.failingKey = directory.resolve("failing");
    this.failure = directory.resolve("failure");
  }

  static OpenSshServer start(Path directory) throws IOException {
    Files.createDirectories(directory);
    key(directory.resolve("host"), "ed25519", "");
    key(directory.resolve("host_rsa"), "rsa", "");
    key(directory.resolve("id"), "ed25519", "");
    key(directory.resolve("reader"), "ed25519", "");
    key(directory.resolve("failing"), "ed25519", "");
    Path readOnly = directory.resolve("read-only");
    Files.writeString(
        readOnly,
        """
        #!/bin/sh
        case $SSH_ORIGINAL_COMMAND in
        git-receive-pack*)
          echo 'ERROR: The key you are authenticating with has been marked as read only.' >&2
          exit 1 ;;
        esac
        exec git-shell -c "$SSH_ORIGINAL_COMMAND"
        """);
    Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path failing = directory.resolve("fail");
    Files.writeString(
        failing,
        """
        #!/bin/sh
        [ -e %1$s ] && . %1$s
        exec git-shell -c "$SSH_ORIGINAL_COMMAND"
        """
            .formatted(directory.resolve("failure")));
    Files.setPosixFilePermissions(failing, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        directory.resolve("authorized_keys"),
        Files.readString(directory.resolve("id.pub"))
            + "command=\"%s\" ".formatted(readOnly)
            + Files.readString(directory.resolve("reader.pub"))
            + "command=\"%s\" ".formatted(failing)
            + Files.readString(directory.resolve("failing.pub")));
    if (System.getProperty("user.name").equals("root")) {
      // Where sshd confines itself as root; its package makes it at boot.
      Files.createDirectories(Path.of("/run/sshd"));
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = directory.resolve("sshd_config");
    Files.writeString(
        config,
        """
        ListenAddress 127.0.0.1:%1$d
        HostKey %2$s/host
        HostKey %2$s/host_rsa
        AuthorizedKeysFile %2$s/authorized_keys
        PidFile none
        StrictModes no
        UsePAM no
        SetEnv SHLVL=2
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        """
            .formatted(port, directory));
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      if (line.startsWith("Server listening on")) {
        Thread.ofVirtual().start(() -> log.lines().forEach(l -> {}));
        return new OpenSshServer(directory, port, process);
      }
    }
    throw new AssertionError("sshd did not start:\n" + said);
  }

  static void key(Path file, String type, String passphrase) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new AssertionError(file);
    }
    GitScenario.run(
        directory,
        List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "", "-f", file.toString()));
  }

  /** A known_hosts file with that public key of the server. */
  Path knownHosts(String name, String hostKey) throws IOException {
    String line = "[127.0.0.1]:" + port + " " + Files.readString(directory.resolve(hostKey));
    return Files.writeString(directory.resolve(name), line);
  }

  /** Accepts one more key. */
  void authorize(Path publicKey) throws IOException {
    Files.writeString(
        directory.resolve("authorized_keys"),
        Files.readString(publicKey),
        StandardOpenOption.APPEND);
  }

  /** The processes of the current connections. */
  List<ProcessHandle> connections() {
    return process.toHandle().descendants().toList();
  }

  String url(Path repository) {
    return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port + repository;
  }

  @Override
  public void close() {
    process.toHandle().destroy(); // Process.destroy() would close what is read from it
    process.onExit().join();
  }
}
