package dev.leasehold.netlink;

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

/**
 * Kernel messages in a separate network namespace. Needs root and iproute2; skipped without them.
 */
class LinkMonitorIT {
  private static final String UP = "up running 020000000a10";

  private final String node = "leasehold-link-" + ProcessHandle.current().pid();
  private final List<Peer> peers = new ArrayList<>();

  @BeforeEach
  void makeNamespace() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")) && Peer.run("ip", "netns", "add", node),
        "skipped: interfaces are followed as root, with iproute2 and network namespaces");
  }

  @AfterEach
  void removeNamespace() throws Exception {
    for (Peer peer : peers) {
      peer.end();
    }
    Peer.run("ip", "netns", "del", node);
  }

  @Test
  void reportsTheStateAtTheStart() throws Exception {
    link();
    ip("addr add 2001:db8::1/64 dev eth0 nodad");
    assertEquals(UP + " 2001:db8::1/64", follow().next());
  }

  @Test
  void reportsAddedAndRemovedAddresses() throws Exception {
    link();
    Peer follower = follow();
    assertEquals(UP, follower.next());
    ip("addr add 2001:db8::1/64 dev eth0 nodad");
    assertEquals(UP + " 2001:db8::1/64", follower.next());
    ip("addr del 2001:db8::1/64 dev eth0");
    assertEquals(UP, follower.next());
  }

  @Test
  void reportsTheEndOfDuplicateAddressDetection() throws Exception {
    link();
    Peer follower = follow();
    assertEquals(UP, follower.next());
    ip("addr add fe80::a10/64 dev eth0");
    assertEquals(UP + " fe80::a10/64(tentative)", follower.next());
    assertEquals(UP + " fe80::a10/64", follower.next());
  }

  @Test
  void reportsTheLinkDownAndUp() throws Exception {
    link();
    Peer follower = follow();
    assertEquals(UP, follower.next());
    ip("link set eth0 down");
    assertEquals("down idle 020000000a10", follower.next());
    ip("link set eth0 up");
    awaitSaid(follower, UP);
  }

  @Test
  void reportsAMissingCarrier() throws Exception {
    link();
    Peer follower = follow();
    assertEquals(UP, follower.next());
    ip("link set acc0 down");
    assertEquals("up idle 020000000a10", follower.next());
  }

  @Test
  void waitsForAnInterfaceAndFollowsItToAnotherIndex() throws Exception {
    Peer follower = follow();
    assertEquals("absent", follower.next());
    link();
    awaitSaid(follower, UP);
    ip("link del eth0");
    awaitSaid(follower, "absent");
    link();
    ip("addr add 2001:db8::1/64 dev eth0 nodad");
    awaitSaid(follower, UP + " 2001:db8::1/64");
  }

  @Test
  void followsTheNameThroughARename() throws Exception {
    link();
    Peer follower = follow();
    assertEquals(UP, follower.next());
    ip("link set eth0 down");
    ip("link set eth0 name gone0");
    awaitSaid(follower, "absent");
    ip("link set gone0 name eth0");
    awaitSaid(follower, "down idle 020000000a10");
  }

  @Test
  void endsWhenStoppedWithoutAChange() throws Exception {
    Peer follower = follow();
    assertEquals("absent", follower.next());
    follower.tell("stop");
    assertEquals("ended", follower.next());
  }

  @Test
  void needsNoPrivileges() throws Exception {
    link();
    Peer follower = follow("setpriv", "--bounding-set=-all", "--inh-caps=-all");
    assertEquals(UP, follower.next());
  }

  @Test
  void hasThePrefixesOfOtherPrograms() throws Exception {
    link();
    Peer source = follow(AddressProbe.class);
    assertEquals("listening", source.next());
    assertEquals("heard", source.next());
    ip("addr add 2001:db8:1::1/64 dev eth0 valid_lft forever preferred_lft 600 nodad");
    assertEquals("heard 2001:db8:1::/64 PT876000H", source.next());
    source.tell("ask");
    assertEquals("heard 2001:db8:1::/64 PT876000H", source.next());
    ip("link set eth0 down");
    awaitSaid(source, "lost interface eth0 is down");
    awaitSaid(source, "heard");
    source.tell("close");
    awaitSaid(source, "ended");
  }

  private void link() throws Exception {
    ip("link add acc0 type veth peer name eth0 address 02:00:00:00:0a:10");
    for (String end : List.of("acc0", "eth0")) {
      ip("link set " + end + " addrgenmode none");
      ip("link set " + end + " up");
    }
    long start = System.nanoTime();
    while (!Peer.run("sh", "-c", "ip -n " + node + " link show eth0 | grep -q 'state UP'")) {
      assertTrue(System.nanoTime() - start < 30_000_000_000L, "eth0 does not come up");
    }
  }

  private Peer follow(String... wrapper) throws Exception {
    return follow(LinkProbe.class, wrapper);
  }

  private Peer follow(Class<?> program, String... wrapper) throws Exception {
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
            program.getName(),
            "eth0"));
    Peer peer = Peer.start(command);
    peers.add(peer);
    return peer;
  }

  /** Skips other messages: the number of kernel messages for a change is not fixed. */
  private static void awaitSaid(Peer follower, String expected) throws InterruptedException {
    while (!follower.next().equals(expected)) {
      // until the deadline of next()
    }
  }

  private void ip(String line) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip", "-n", node));
    command.addAll(List.of(line.split(" ")));
    assertTrue(Peer.run(command.toArray(String[]::new)), () -> String.join(" ", command));
  }
}
