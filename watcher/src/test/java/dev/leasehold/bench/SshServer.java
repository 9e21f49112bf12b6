package dev.leasehold.bench;

import dev.leasehold.git.GitTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine's sshd in the watcher's namespace, for a benchmark. */
final class SshServer implements AutoCloseable {
  private static final int PORT = 2222;
  private static final String HOST = "[127.0.0.1]:" + PORT;
  private static final int PATIENCE = 500;

  private final Path folder;
  private final Process process;

  private SshServer(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts sshd and waits until it listens. Its keys are in the folder. */
  static SshServer start(Path folder, String namespace) throws IOException, InterruptedException {
    key(folder.resolve("host"));
    key(folder.resolve("id"));
    Files.copy(folder.resolve("id.pub"), folder.resolve("authorized_keys"));
    Files.writeString(
        folder.resolve("known_hosts"), HOST + " " + Files.readString(folder.resolve("host.pub")));
    Files.createDirectories(Path.of("/run/sshd")); // the privilege separation folder of sshd
    Path config =
        Files.writeString(
            folder.resolve("sshd_config"),
            """
            ListenAddress 127.0.0.1:%1$d
            HostKey %2$s/host
            AuthorizedKeysFile %2$s/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            SetEnv SHLVL=2
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            MaxStartups 100
            """
                .formatted(PORT, folder));
    Path log = folder.resolve("sshd.log");
    Process process =
        new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                namespace,
                "/usr/sbin/sshd",
                "-D",
                "-e",
                "-f",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    SshServer server = new SshServer(folder, process);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    for (int i = 0; !Files.readString(log).contains("Server listening on"); i++) {
      if (i > PATIENCE) {
        server.close();
        throw new IOException("sshd does not listen; it said:\n" + Files.readString(log));
      }
      Thread.sleep(10);
    }
    return server;
  }

  /** A target on this server, for a {@link dev.leasehold.git.GitWriter}. */
  GitTarget target(Path repository, String path) {
    return new GitTarget(
        path,
        "ssh://%s@127.0.0.1:%d%s".formatted(System.getProperty("user.name"), PORT, repository),
        "main",
        path,
        new GitTarget.Auth.SshKey(folder.resolve("id"), folder.resolve("known_hosts")),
        new GitTarget.Author("Bench", "bench@example.org"));
  }

  /** The fields of a target on this server, for {@link Watcher#start}. */
  static String target(Remote remote) {
    return "      url: ssh://%s@127.0.0.1:%d%s\n      auth: key\n"
        .formatted(System.getProperty("user.name"), PORT, remote.directory());
  }

  /** The authentication fields of the target. */
  static String auth() {
    return "  auth:\n    - {name: key, ssh: {keyFile: id, knownHostsFile: known_hosts}}\n";
  }

  private static void key(Path file) throws IOException, InterruptedException {
    List<String> line =
        List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file.toString());
    if (new ProcessBuilder(line).inheritIO().start().waitFor() != 0) {
      throw new IOException("ssh-keygen made no " + file);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
