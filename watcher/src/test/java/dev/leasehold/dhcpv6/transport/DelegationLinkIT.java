package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.ra.Peer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client whose interface disappears and returns, in its own network namespace and without a
 * server. Needs root and iproute2; skipped without them.
 */
class DelegationLinkIT {
  private final String node = "leasehold-pd-" + ProcessHandle.current().pid();
  private final List<Peer> peers = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeEach
  void makeNamespace() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")) && Peer.run("ip", "netns", "add", node),
        "skipped: interfaces are made as root, with iproute2 and network namespaces");
    ip("link set lo up");
  }

  @AfterEach
  void removeNamespace() throws Exception {
    for (Peer peer : peers) {
      peer.end();
    }
    Peer.run("ip", "netns", "del", node);
  }

  @Test
  void isReadyOnAnInterfaceThatReturnsWithAnotherIndex() throws Exception {
    Peer client = start();
    assertEquals("lost interface eth0 not found", client.next());
    link();
    awaitListening(client);
    ip("link del eth0");
    awaitSaid(client, "lost interface eth0 not found");
    link();
    awaitListening(client);
    client.tell("status");
    String status = client.next();
    assertTrue(
        status.startsWith("status SourceStatus[state=LISTENING, protocolState=soliciting, "),
        status);
  }

  @Test
  void followsTheLinkLocalAddress() throws Exception {
    link();
    Peer client = start();
    awaitListening(client);
    ip("addr flush dev eth0");
    awaitSaid(client, "lost interface eth0 has no link-local address");
    ip("addr add fe80::a10/64 dev eth0 nodad");
    awaitListening(client);
  }

  @Test
  void reportsThatJavaDoesNotDetectLateIpv6() throws Exception {
    ip("link set lo down");
    Peer client = start();
    assertEquals("lost interface eth0 not found", client.next());
    link();
    String said = client.next();
    while (said.startsWith("lost ")) {
      said = client.next();
    }
    assertTrue(said.startsWith("failed no interface had an IPv6 address at the start"), said);
  }

  @Test
  void endsWhenClosedWithoutATimer() throws Exception {
    Peer client = start();
    assertEquals("lost interface eth0 not found", client.next());
    client.tell("close");
    assertEquals("ended", client.next());
  }

  @Test
  void worksWithOnlyItsRequiredPrivilege() throws Exception {
    link();
    Peer client = start("setpriv", "--bounding-set", "-all,+net_bind_service");
    awaitListening(client);
  }

  private void link() throws Exception {
    ip("link add acc0 type veth peer name eth0");
    ip("link set acc0 up");
    ip("link set eth0 up");
  }

  private Peer start(String... wrapper) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", node));
    command.addAll(List.of(wrapper));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            DelegationProbe.class.getName(),
            "eth0",
            "60",
            folder.toString()));
    Peer peer = Peer.start(command);
    peers.add(peer);
    return peer;
  }

  private static void awaitListening(Peer peer) throws InterruptedException {
    awaitSaid(peer, "listening");
  }

  /** Skips other lines, such as those of duplicate address detection. */
  private static void awaitSaid(Peer peer, String expected) throws InterruptedException {
    while (!peer.next().equals(expected)) {
      // until the deadline of next()
    }
  }

  private void ip(String line) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip", "-n", node));
    command.addAll(List.of(line.split(" ")));
    assertTrue(Peer.run(command.toArray(String[]::new)), () -> String.join(" ", command));
  }
}
