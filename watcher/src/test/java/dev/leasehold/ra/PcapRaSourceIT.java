package dev.leasehold.ra;

import static dev.leasehold.ra.RaFrames.ALL_NODES;
import static dev.leasehold.ra.RaFrames.ROUTER;
import static dev.leasehold.ra.RaFrames.accepted;
import static dev.leasehold.ra.RaFrames.prefix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Live capture between two separate network namespaces, each with a JVM. Needs root, iproute2 and
 * libpcap; skipped without them.
 */
class PcapRaSourceIT {
  private static final Bytes ROUTER_MAC = RaFrames.hex("020000000a01");
  private static final Bytes NODE_MAC = RaFrames.hex("020000000a10");
  private static final Address NODE = Address.parse("fe80::a10");

  private final String node = "leasehold-node-" + ProcessHandle.current().pid();
  private final String router = "leasehold-router-" + ProcessHandle.current().pid();
  private final List<Peer> peers = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeEach
  void makeNamespaces() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")) && Peer.run("ip", "netns", "add", node),
        "skipped: live capture is tested as root, with iproute2 and network namespaces");
    ip("netns", "add", router);
  }

  @AfterEach
  void removeNamespaces() throws Exception {
    for (Peer peer : peers) {
      peer.end();
    }
    Peer.run("ip", "netns", "del", node);
    Peer.run("ip", "netns", "del", router);
  }

  @Test
  void receivesAdvertisements() throws Exception {
    link();
    Peer listener = listen();
    assertEquals("listening", listener.next());
    Peer sender = send();
    sender.tell(frame("2001:db8:1::/64"));
    assertHeard("2001:db8:1::/64", listener);
    sender.tell(frame("2001:db8:2::/64"));
    assertHeard("2001:db8:2::/64", listener);
  }

  @Test
  void receivesAdvertisementsOfRadvd() throws Exception {
    assumeTrue(Peer.run("sh", "-c", "command -v radvd"), "skipped: radvd is not installed");
    link();
    ip("-n", router, "addr", "add", "fe80::1/64", "dev", "acc0", "nodad");
    Peer listener = listen();
    assertEquals("listening", listener.next());
    Path configuration = folder.resolve("radvd.conf");
    Files.writeString(
        configuration,
        """
        interface acc0 {
          AdvSendAdvert on;
          prefix 2001:db8:a01::/64 { AdvPreferredLifetime 30; AdvValidLifetime 60; };
        };
        """);
    inNamespace(
        router,
        "radvd",
        "--nodaemon",
        "--config=" + configuration,
        "--pidfile=" + folder.resolve("radvd.pid"),
        "--logmethod=stderr");
    assertHeard("2001:db8:a01::/64", listener);
  }

  @Test
  void reportsDiscardedFrames() throws Exception {
    link();
    Peer listener = listen();
    assertEquals("listening", listener.next());
    Peer sender = send();
    Frame sent = advertisement("2001:db8:1::/64");
    sender.tell(hex(new Frame(ROUTER, ALL_NODES, 64, sent.icmp())));
    assertEquals("refused hop_limit", listener.next());
    sender.tell(hex(new Frame(Address.parse("fe80::2"), ALL_NODES, 255, sent.icmp())));
    assertEquals("refused checksum", listener.next());
  }

  @Test
  void ignoresPacketsOfThisMachine() throws Exception {
    link();
    Peer listener = listen();
    assertEquals("listening", listener.next());
    Peer own = probe(node, "send", "eth0");
    Peer other = send();
    assertEquals("ready", own.next());
    own.tell(frame("2001:db8:1::/64"));
    assertTrue(own.next().startsWith("sent "));
    other.tell(frame("2001:db8:2::/64"));
    assertHeard("2001:db8:2::/64", listener);
  }

  @Test
  void solicitsFromItsLinkLocalAddress() throws Exception {
    link();
    ip("-n", node, "addr", "add", NODE + "/64", "dev", "eth0", "nodad");
    Peer sender = send();
    Peer listener = listen();
    assertEquals("listening", listener.next());
    listener.tell("solicit");
    assertEquals(
        RouterSolicitation.from(NODE, NODE_MAC)
            .write(NODE, RouterSolicitation.ALL_ROUTERS)
            .ethernet(NODE_MAC),
        solicitation(sender));
  }

  @Test
  void solicitsFromTheUnspecifiedAddressWhileThereIsNoOther() throws Exception {
    link();
    Peer sender = send();
    Peer listener = listen();
    assertEquals("listening", listener.next());
    listener.tell("solicit");
    Frame frame = RaFrames.frame(solicitation(sender));
    assertEquals(RouterSolicitation.UNSPECIFIED, frame.source());
    assertEquals(new RouterSolicitation(0, List.of()), accepted(RouterSolicitation.parse(frame)));
  }

  @Test
  void waitsForAMissingInterface() throws Exception {
    Peer listener = listen();
    assertEquals("lost interface eth0 not found; available: lo", listener.next());
    link();
    assertEquals("listening", listener.next());
    send().tell(frame("2001:db8:1::/64"));
    assertHeard("2001:db8:1::/64", listener);
  }

  @Test
  void continuesOnAnInterfaceWithAnotherIndex() throws Exception {
    link();
    Peer listener = listen();
    assertEquals("listening", listener.next());
    ip("-n", node, "link", "del", "eth0");
    assertTrue(listener.next().startsWith("lost "));
    link();
    assertEquals("listening", listener.next());
    send().tell(frame("2001:db8:2::/64"));
    assertHeard("2001:db8:2::/64", listener);
  }

  @Test
  void receivesAgainAfterTheLinkWasDown() throws Exception {
    link();
    Peer listener = listen();
    assertEquals("listening", listener.next());
    Peer sender = send();
    ip("-n", node, "link", "set", "eth0", "down");
    ip("-n", node, "link", "set", "eth0", "up");
    awaitCarrier();
    sender.tell(frame("2001:db8:2::/64"));
    assertHeard("2001:db8:2::/64", listener);
  }

  @Test
  void endsWhenClosedWithoutTraffic() throws Exception {
    link();
    Peer listener = listen();
    assertEquals("listening", listener.next());
    listener.tell("close");
    assertEquals("ended", listener.next());
  }

  @Test
  void endsWhenItIsClosedWhileTheInterfaceIsMissing() throws Exception {
    Peer listener = listen();
    assertTrue(listener.next().startsWith("lost "));
    listener.tell("close");
    assertEquals("ended", listener.next());
  }

  @Test
  void namesTheMissingPrivilegeToCapture() throws Exception {
    link();
    List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set", "-net_raw"));
    command.addAll(java("listen", "eth0"));
    Peer listener = inNamespace(node, command.toArray(String[]::new));
    String failed = listener.next();
    assertTrue(
        failed.startsWith(
            "failed no permission to capture on eth0: run as root, or grant" + " CAP_NET_RAW"),
        failed);
  }

  @Test
  void explainsHowToInstallLibpcap() throws Exception {
    link();
    List<String> command = new ArrayList<>(java("listen", "eth0"));
    command.add(1, "-Dorg.pcap4j.core.pcapLibName=absent");
    String failed = inNamespace(node, command.toArray(String[]::new)).next();
    assertTrue(failed.startsWith("failed cannot load libpcap: install it"), failed);
  }

  /** A cable from the router's acc0 to the node's eth0, without addresses. */
  private void link() throws Exception {
    ip(
        "-n",
        router,
        "link",
        "add",
        "acc0",
        "address",
        "02:00:00:00:0a:01",
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "address",
        "02:00:00:00:0a:10",
        "netns",
        node);
    for (String[] end : new String[][] {{router, "acc0"}, {node, "eth0"}}) {
      ip("-n", end[0], "link", "set", end[1], "addrgenmode", "none");
      ip("-n", end[0], "link", "set", end[1], "up");
    }
    awaitCarrier();
  }

  /** Until then the kernel drops what is sent. */
  private void awaitCarrier() throws Exception {
    long start = System.nanoTime();
    while (!Peer.run("sh", "-c", "ip -n " + router + " link show acc0 | grep -q 'state UP'")) {
      assertTrue(System.nanoTime() - start < 30_000_000_000L, "acc0 does not come up");
    }
  }

  private Peer listen() throws IOException {
    return probe(node, "listen", "eth0");
  }

  private Peer send() throws Exception {
    Peer sender = probe(router, "send", "acc0");
    assertEquals("ready", sender.next());
    return sender;
  }

  private Peer probe(String namespace, String... arguments) throws IOException {
    return inNamespace(namespace, java(arguments).toArray(String[]::new));
  }

  private static List<String> java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LiveProbe.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private Peer inNamespace(String namespace, String... command) throws IOException {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    whole.addAll(List.of(command));
    Peer peer = Peer.start(whole);
    peers.add(peer);
    return peer;
  }

  private static void ip(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    assertTrue(Peer.run(command.toArray(String[]::new)), () -> String.join(" ", command));
  }

  private static Bytes solicitation(Peer sender) throws InterruptedException {
    String line = sender.next();
    assertTrue(line.startsWith("solicited "), line);
    return RaFrames.hex(line.substring("solicited ".length()));
  }

  private static void assertHeard(String prefix, Peer listener) throws InterruptedException {
    String line = listener.next();
    assertTrue(line.startsWith("heard " + prefix + " "), line);
  }

  private static Frame advertisement(String prefix) {
    return RaFrames.advertisement(prefix(prefix, 30, 60)).write(ROUTER, ALL_NODES);
  }

  private static String frame(String prefix) {
    return hex(advertisement(prefix));
  }

  private static String hex(Frame frame) {
    return frame.ethernet(ROUTER_MAC).toString();
  }
}
