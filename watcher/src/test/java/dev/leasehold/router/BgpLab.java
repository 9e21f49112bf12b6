package dev.leasehold.router;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The BGP speakers of a lab: bird or FRR on the router, which waits for the node and puts into the
 * kernel what it learns, and bird on the node.
 */
public final class BgpLab {
  private static final Path FRR = Path.of("/usr/lib/frr");

  private final Path directory;
  private final String home;
  private final String cluster;

  /**
   * Starts no speaker yet.
   *
   * @param directory the folder of the lab; its {@code run} is {@code /run} of the router
   * @param home the namespace of the router
   * @param cluster the namespace of the node
   */
  BgpLab(Path directory, String home, String cluster) {
    this.directory = directory;
    this.home = home;
    this.cluster = cluster;
  }

  /** Starts bird on the router. */
  public void birdUp() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/bird")), "no program bird");
    Files.createDirectories(directory.resolve("run/bird"));
    bird(
        home,
        directory.resolve("run/bird/bird.ctl"),
        """
        log stderr all;
        router id %1$s;
        protocol device {}
        protocol kernel { ipv4 { import none; export where source = RTS_BGP; }; }
        protocol bgp node {
          local %1$s as 65000;
          neighbor %2$s as 65001;
          passive yes;
          ipv4 { import all; export none; };
        }
        """
            .formatted(RouterLab.LAN, RouterLab.NODE));
  }

  /** Starts zebra and bgpd on the router. */
  void frrUp() throws IOException {
    frrUp(
        """
        router bgp 65000
         bgp router-id %1$s
         no bgp ebgp-requires-policy
         neighbor %2$s remote-as 65001
         neighbor %2$s passive
        """
            .formatted(RouterLab.LAN, RouterLab.NODE));
  }

  /**
   * Starts zebra, and bgpd with that configuration. Both end with the lab.
   *
   * @param bgpd its configuration; nothing: it speaks BGP with nobody
   */
  void frrUp(String bgpd) throws IOException {
    for (String program : List.of("zebra", "bgpd")) {
      assumeTrue(Files.isExecutable(FRR.resolve(program)), "no " + FRR.resolve(program));
    }
    Path files = Files.createDirectories(directory.resolve("run/frr"));
    Files.writeString(files.resolve("zebra.conf"), "");
    Files.writeString(files.resolve("bgpd.conf"), bgpd);
    // Its daemons run as a user of their own, who sees this folder as /run/frr only.
    Sshd.run(List.of("chmod", "755", directory.resolve("run").toString()));
    Sshd.run(List.of("chown", "-R", "frr:frr", files.toString()));
    for (String program : List.of("zebra", "bgpd")) {
      start(
          home,
          files.resolve(program + ".vty"),
          "sh",
          "-c",
          "mount --bind %s/run /run && exec %s/%3$s -f /run/frr/%3$s.conf -P 0 --log stdout"
              .formatted(directory, FRR, program));
    }
  }

  /** Ends one of the daemons of FRR. */
  void frrDown(String program) throws IOException {
    String pid = Files.readString(directory.resolve("run/frr").resolve(program + ".pid"));
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    process.destroy();
    process.onExit().join();
  }

  /** Starts bird on the node, which announces addresses to the router. */
  public Process announce(String... addresses) throws IOException {
    StringBuilder routes = new StringBuilder();
    for (String address : addresses) {
      routes.append("route ").append(address).append("/32 blackhole; ");
    }
    return bird(
        cluster,
        directory.resolve("node.ctl"),
        """
        log stderr all;
        router id %2$s;
        protocol device {}
        protocol static { ipv4; %3$s}
        protocol bgp uplink {
          local %2$s as 65001;
          neighbor %1$s as 65000;
          connect delay time 1;
          connect retry time 1;
          error wait time 1, 1;
          ipv4 { import none; export all; };
        }
        """
            .formatted(RouterLab.LAN, RouterLab.NODE, routes));
  }

  private Process bird(String namespace, Path socket, String configuration) throws IOException {
    Path file = Files.writeString(directory.resolve(namespace + ".bird"), configuration);
    return start(
        namespace,
        socket,
        "bird",
        "-f",
        "-c",
        file.toString(),
        "-s",
        socket.toString(),
        "-P",
        directory.resolve(namespace + ".pid").toString());
  }

  /** Starts a daemon and waits for its socket. */
  private Process start(String namespace, Path socket, String... command) throws IOException {
    Path log = directory.resolve(namespace + "-" + socket.getFileName() + ".log");
    Files.deleteIfExists(socket);
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    line.addAll(List.of(command));
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (Files.notExists(socket)) {
      if (!process.isAlive()) {
        throw new AssertionError(Files.readString(log));
      }
      Thread.onSpinWait();
    }
    return process;
  }
}
