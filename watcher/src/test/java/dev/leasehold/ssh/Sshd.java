package dev.leasehold.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An SSH server that runs commands as the user of the test: OpenSSH or dropbear. */
public final class Sshd implements AutoCloseable {
  private static final Path OPENSSH = Path.of("/usr/sbin/sshd");
  private static final Path DROPBEAR = Path.of("/usr/sbin/dropbear");

  private final Path directory;
  private final String address;
  private final int port;
  private final Process process;

  private Sshd(Path directory, String address, int port, Process process) {
    this.directory = directory;
    this.address = address;
    this.port = port;
    this.process = process;
  }

  /** OpenSSH on loopback, with host keys of the types ed25519 and RSA. */
  public static Sshd openSsh(Path directory) throws IOException {
    return openSsh(directory, List.of(), "127.0.0.1", freePort(), "");
  }

  /**
   * OpenSSH, started by a program such as {@code ip netns exec NAME}.
   *
   * @param options further lines for sshd_config
   */
  public static Sshd openSsh(
      Path directory, List<String> wrapper, String address, int port, String options)
      throws IOException {
    assumeTrue(
        Files.isExecutable(OPENSSH), "no " + OPENSSH + ": install openssh-server to run this");
    Files.createDirectories(directory);
    key(directory.resolve("host_ed25519"), "ed25519", "");
    key(directory.resolve("host_rsa"), "rsa", "");
    if (Files.notExists(directory.resolve("id"))) {
      key(directory.resolve("id"), "ed25519", "");
      Files.copy(directory.resolve("id.pub"), directory.resolve("authorized_keys"));
    }
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Files.writeString(
        directory.resolve("sshd_config"),
        """
        Port %3$d
        ListenAddress %2$s
        HostKey %1$s/host_ed25519
        HostKey %1$s/host_rsa
        AuthorizedKeysFile %1$s/authorized_keys
        PidFile none
        StrictModes no
        UsePAM no
        SetEnv SHLVL=2
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        %4$s
        """
            .formatted(directory, address, port, options));
    List<String> line = new ArrayList<>(wrapper);
    line.addAll(
        List.of(OPENSSH.toString(), "-D", "-e", "-f", directory.resolve("sshd_config").toString()));
    return new Sshd(
        directory, address, port, listening(line, "Server listening on", address, port));
  }

  /** Dropbear on loopback with a host key of that type; the home of the user is not used. */
  static Sshd dropbear(Path directory, String hostKey) throws IOException {
    return dropbear(directory, hostKey, freePort(), "");
  }

  /**
   * Dropbear on a port of loopback. Started again in a folder, it has the keys of before.
   *
   * @param options the options of the client's key in authorized_keys; empty: none
   */
  public static Sshd dropbear(Path directory, String hostKey, int port, String options)
      throws IOException {
    assumeTrue(Files.isExecutable(DROPBEAR), "no " + DROPBEAR + ": install dropbear-bin");
    assumeTrue(
        System.getProperty("user.name").equals("root"), "needs root, for a home of dropbear's own");
    Files.createDirectories(directory);
    key(directory.resolve("id"), "rsa", "");
    if (Files.notExists(directory.resolve("host"))) {
      run(List.of("dropbearkey", "-t", hostKey, "-f", directory.resolve("host").toString()));
    }
    String shown = run(List.of("dropbearkey", "-y", "-f", directory.resolve("host").toString()));
    Files.writeString(
        directory.resolve("host_" + hostKey + ".pub"),
        shown.lines().filter(line -> line.matches("(ssh|ecdsa)-.*")).findFirst().orElseThrow()
            + "\n");
    // dropbear reads authorized_keys in the home of the account only
    Path keys = Files.createDirectories(directory.resolve("home/.ssh"));
    Files.writeString(
        keys.resolve("authorized_keys"),
        (options + " " + Files.readString(directory.resolve("id.pub"))).stripLeading());
    run(List.of("chmod", "-R", "go=", directory.resolve("home").toString()));
    List<String> line =
        List.of(
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-c",
            "mount --bind %1$s/home /root; exec dropbear -F -E -r %1$s/host -p 127.0.0.1:%2$d"
                .formatted(directory, port));
    return new Sshd(directory, "127.0.0.1", port, listening(line, "Not backgrounding", "", port));
  }

  private static Process listening(List<String> line, String words, String address, int port)
      throws IOException {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    BufferedReader log = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    StringBuilder said = new StringBuilder();
    for (String read = log.readLine(); read != null; read = log.readLine()) {
      said.append(read).append('\n');
      if (read.contains(words)) {
        Thread.ofVirtual().start(() -> log.lines().forEach(l -> {}));
        return process;
      }
    }
    throw new AssertionError("not listening on " + address + ":" + port + ":\n" + said);
  }

  public static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Creates a key pair, FILE and FILE.pub, if there is none. */
  public static void key(Path file, String type, String passphrase) {
    if (Files.notExists(file)) {
      run(
          List.of(
              "ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "", "-f", file.toString()));
    }
  }

  /** Runs a command to its end; returns its output. */
  public static String run(List<String> line) {
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", line) + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", line), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The server as the user of the test. */
  public SshServer server() {
    return new SshServer(address, port, System.getProperty("user.name"));
  }

  /** The client's key, and a known_hosts file with that public host key: {@code host_rsa.pub}. */
  public SshFiles files(String hostKey) throws IOException {
    return files(directory.resolve("id"), Optional.empty(), hostKey);
  }

  SshFiles files(Path key, Optional<Path> passphrase, String hostKey) throws IOException {
    String line = server().knownAs() + " " + Files.readString(directory.resolve(hostKey));
    Path hosts = Files.writeString(directory.resolve("known_" + hostKey), line);
    return new SshFiles(key, passphrase, hosts);
  }

  Path directory() {
    return directory;
  }

  /** The processes of the current connections. */
  public List<ProcessHandle> connections() {
    return process.children().toList();
  }

  /** Ends the server and all its connections. */
  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }
}
