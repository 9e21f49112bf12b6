package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import dev.leasehold.wire.PcapFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code leasehold watch} with a prefix delegated by Kea, with failures of server, link and daemon.
 * Each failure results in exactly the commits of the table.
 */
class DelegationLabIT {
  private static final String DELEGATION =
      "dhcpv6: {interface: " + NetworkLab.ACCESS_INTERFACE + ", requestedPrefixLength: 60}\n";
  private static final String FALLBACK = "fallback: RouterAdvertisement\n";
  private static final String ADVERTISEMENTS =
      "routerAdvertisement: {interface: " + NetworkLab.ACCESS_INTERFACE + "}\n";
  private static final String TRANSITION = "drainPeriod: 3s, minStable: 1s";

  @TempDir private static Path folder;
  private static NetworkLab lab;
  private Path mine;

  @BeforeAll
  static void makeNetwork() throws Exception {
    lab =
        NetworkLab.up(
            folder.resolve("lab"),
            Map.of(
                // One prefix to lend: out of more, Kea offers another at each Solicit, also when
                // only the Advertise before was lost.
                "LAB_PD_POOLLEN", "60",
                "LAB_NODE_DAD", "0",
                "LAB_PD_T1", "2",
                "LAB_PD_T2", "4",
                "LAB_PD_PREFERRED", "8",
                "LAB_PD_VALID", "12"));
  }

  @AfterAll
  static void removeNetwork() throws Exception {
    if (lab != null) {
      lab.down();
    }
  }

  @BeforeEach
  void allIsWell(TestInfo test) throws Exception {
    mine = folder.resolve(test.getTestMethod().orElseThrow().getName());
    lab.run("link", "node", "clear");
    lab.run("server-up");
    lab.run("pd-lifetimes", "2", "4", "8", "12");
    lab.run("prefix-back");
    lab.run("ra-normal");
  }

  @Test
  void followsEveryRenumberingAndCommitsNoRenewal() throws Exception {
    WatchedRepository house = house(DELEGATION + ADVERTISEMENTS);
    try (WatchProcess watch = house.watch()) {
      String first = acquired(house, watch);
      awaitHeard(watch, times(2, lends(first)));
      house.assertNoMoreCommits();

      String second = followed(house, watch, first, "renumber");
      String third = followed(house, watch, second, "renumber", "--nobinding");
      lab.run("prefix-back"); // the prefix can be renewed only from now on
      String fourth = followed(house, watch, third, "renumber", "--forget");
      String fifth = followed(house, watch, fourth, "flash-renumber", "--pd");
      awaitHeard(watch, times(2, lends(fifth)));
      house.assertNoMoreCommits();
      assertTrue(
          house.file("manifests/load-balancers-v6.yaml").contains(start(fifth) + "1000/120"));
    }
  }

  @Test
  void keepsThePrefixWhileNoServerAnswersAndAfterItHasExpired() throws Exception {
    WatchedRepository house = house(DELEGATION);
    try (WatchProcess watch = house.watch()) {
      String prefix = acquired(house, watch);

      lab.run("server-down");
      awaitRebind(watch);
      lab.run("server-up");
      awaitHeard(watch, lends(prefix));

      lab.run("server-swap");
      awaitRebind(watch);
      awaitHeard(watch, times(2, lends(prefix)));

      lab.run("server-down");
      awaitLoss(watch, prefix + " has expired");
      house.assertNoMoreCommits();
      lab.run("server-up");
      awaitReturn(watch);
      awaitHeard(watch, lends(prefix));
      house.assertNoMoreCommits();
    }
  }

  @Test
  void keepsAWithdrawnOrDeprecatedPrefixWithoutAReplacement() throws Exception {
    WatchedRepository house = house(DELEGATION);
    try (WatchProcess watch = house.watch()) {
      String prefix = acquired(house, watch);

      lab.run("pd-lifetimes", "2", "4", "0", "20");
      awaitHeard(watch, times(2, lends(prefix).and(deprecated(prefix))));
      house.assertNoMoreCommits();
      lab.run("pd-lifetimes", "2", "4", "8", "12");
      awaitHeard(watch, lends(prefix).and(deprecated(prefix).negate()));

      lab.run("no-prefix");
      awaitLoss(watch, prefix + " was withdrawn");
      house.assertNoMoreCommits();
      lab.run("prefix-back");
      awaitReturn(watch);
      awaitHeard(watch, lends(prefix));
      house.assertNoMoreCommits();
    }
  }

  @Test
  void usesTheFallbackOnlyAfterAMinute() throws Exception {
    WatchedRepository house = house(DELEGATION + ADVERTISEMENTS + FALLBACK);
    try (WatchProcess watch = house.watch()) {
      String prefix = acquired(house, watch);
      lab.run("no-prefix");
      awaitLoss(watch, prefix + " was withdrawn");
      house.assertNoMoreCommits();
      watch.awaitLine(
          "patience", Duration.ofSeconds(90), line -> line.contains("no prefix of length 60 for"));
      String stopgap = lab.setting("LAB_RA_PREFIX");
      house.awaitPush(watch, "Replace home-ipv6: " + prefix + " → " + stopgap, "Reason: Withdrawn");

      lab.run("prefix-back");
      replug(watch); // like a customer, instead of waiting for the next Solicit
      house.awaitPush(
          watch,
          "Renumber home-ipv6: " + stopgap + " → " + prefix,
          "Reason: Stopgap",
          "Old: " + stopgap);
      house.awaitPush(watch, "End the drain of home-ipv6: " + stopgap, "Reason: Drained");
    }
  }

  @Test
  void asksTheServerWhenTheLinkIsRenumbered() throws Exception {
    WatchedRepository house = house(DELEGATION + ADVERTISEMENTS);
    try (WatchProcess watch = house.watch()) {
      String prefix = acquired(house, watch);
      awaitHeard(watch, times(2, line -> line.contains("fe80::1 on up0 lends ")));
      lab.run("flash-renumber");
      watch.awaitLine(
          "probe", WatchedRepository.SOON, line -> line.contains("(Rebind): check requested"));
      awaitHeard(watch, lends(prefix));
      lab.run("ra-silent");
      awaitHeard(watch, times(2, lends(prefix)));
      house.assertNoMoreCommits();
      lab.run("ra-up");
    }
  }

  @Test
  void followsARenumberingDespitePacketLoss() throws Exception {
    NetworkLab.needs("nft", "python3");
    WatchedRepository house = house(DELEGATION);
    try (WatchProcess watch = house.watch()) {
      String first = acquired(house, watch);
      lab.run("link", "node", "loss", "30");
      String second = followed(house, watch, first, "renumber");
      lab.run("link", "node", "clear");
      lab.run("link", "node", "delay", "300");
      awaitHeard(watch, times(2, lends(second)));
      followed(house, watch, second, "renumber");
    }
  }

  @Test
  void asksAgainAfterTheLinkOrInterfaceReturns() throws Exception {
    WatchedRepository house = house(DELEGATION);
    try (WatchProcess watch = house.watch()) {
      String prefix = acquired(house, watch);
      lab.run("link", "node", "down");
      awaitHeard(
          watch, line -> line.contains("DHCPv6 cannot run") || line.contains("DHCPv6 waits"));
      lab.run("link", "node", "up");
      awaitCheck(watch, prefix);

      String node = lab.namespace("node");
      Namespace.ip(node, "link set up0 down");
      awaitHeard(
          watch, line -> line.contains("DHCPv6 cannot run") || line.contains("DHCPv6 waits"));
      Namespace.ip(node, "link set up0 up");
      awaitCheck(watch, prefix);

      replug(watch);
      awaitCheck(watch, prefix);
      awaitHeard(watch, times(2, lends(prefix)));
      house.assertNoMoreCommits();
    }
  }

  @Test
  void recoversAfterAKillAndNeverReleases() throws Exception {
    NetworkLab.needs("tcpdump");
    WatchedRepository house = house(DELEGATION);
    lab.run("capture", "start", "restart", "node", NetworkLab.ACCESS_INTERFACE, "udp port 546");
    String prefix;
    try (WatchProcess watch = house.watch()) {
      prefix = acquired(house, watch);
    } // without a clean-up
    try (WatchProcess watch = house.watch()) {
      awaitCheck(watch, prefix);
      watch.terminate();
    }
    try (WatchProcess watch = house.watch()) {
      awaitCheck(watch, prefix);
      awaitHeard(watch, times(2, lends(prefix)));
    }
    house.assertNoMoreCommits();

    List<MessageType> types = captured(lab.run("capture", "stop", "restart").strip());
    assertFalse(types.contains(MessageType.RELEASE), types::toString);
    int firstRebind = types.indexOf(MessageType.REBIND);
    assertTrue(firstRebind > 0, types::toString);
    assertTrue(types.indexOf(MessageType.SOLICIT) < firstRebind, types::toString);
    assertTrue(types.lastIndexOf(MessageType.SOLICIT) < firstRebind, types::toString);
  }

  @Test
  void onceAcquiresWritesAndExits() throws Exception {
    WatchedRepository house = house(DELEGATION);
    String prefix = delegable();
    assertEquals(0, house.runWatch("--once", "--exit-code"));
    house.assertCommitted("Lease home-ipv6: " + prefix, "Reason: Acquired");
    assertEquals(3, house.runWatch("--once", "--exit-code"));
    house.assertNoMoreCommits();
  }

  @Test
  void showsItsStatusAndIsNotReadyWithoutItsRepository() throws Exception {
    NetworkLab.needs("busybox");
    WatchedRepository house = house(DELEGATION);
    String node = lab.namespace("node");
    try (WatchProcess watch = house.watch()) {
      String first = acquired(house, watch);
      awaitHeard(watch, times(2, lends(first)));
      assertTrue(page(node, "/readyz").startsWith("HTTP/1.1 200"), page(node, "/readyz"));
      String metrics = page(node, "/metrics");
      assertTrue(
          metrics.contains("leasehold_prefix_lost{name=\"home-ipv6\",target=\"cluster\"} 0"),
          metrics);
      assertTrue(metrics.contains("event=\"sent_renew\""), metrics);
      String status = house.say("status");
      assertTrue(status.contains(first), status);
      assertTrue(house.say("status", "--json").contains("\"standing\" : \"Preferred\""));

      Path away = mine.resolve("away");
      Files.move(house.remote(), away);
      lab.run("renumber");
      awaitHeard(watch, line -> line.contains("stalled: url: there is no directory"));
      String unready = page(node, "/readyz");
      assertTrue(unready.startsWith("HTTP/1.1 503"), unready);
      assertTrue(page(node, "/metrics").contains("leasehold_target_ok{target=\"cluster\"} 0"));
      assertTrue(page(node, "/healthz").startsWith("HTTP/1.1 200"));

      Files.move(away, house.remote());
      watch.terminate();
      try (WatchProcess again = house.watch()) {
        house.awaitPush(again, "Replace home-ipv6: " + first + " → " + delegable());
        assertTrue(page(node, "/readyz").startsWith("HTTP/1.1 200"), page(node, "/readyz"));
      }
    }
  }

  private WatchedRepository house(String acquisition) throws Exception {
    return WatchedRepository.create(mine, lab::onNode, acquisition, TRANSITION);
  }

  /** The prefix that the provider delegates now. */
  private static String delegable() throws Exception {
    return lab.setting("LAB_PD_POOL");
  }

  private static String page(String node, String path) throws Exception {
    return Namespace.page(node, path);
  }

  private static String acquired(WatchedRepository house, WatchProcess watch) throws Exception {
    String prefix = delegable();
    house.awaitPush(
        watch,
        "Lease home-ipv6: " + prefix,
        "Prefix: home-ipv6",
        "New: " + prefix,
        "Reason: Acquired");
    return prefix;
  }

  /** Renumbers the provider; returns the prefix in Git after one commit. */
  private static String followed(
      WatchedRepository house, WatchProcess watch, String old, String... verb) throws Exception {
    lab.run(verb);
    String next = delegable();
    house.awaitPush(
        watch, "Replace home-ipv6: " + old + " → " + next, "Old: " + old, "New: " + next);
    return next;
  }

  private static void awaitRebind(WatchProcess watch) throws Exception {
    watch.awaitLine(
        "Rebind",
        WatchedRepository.SOON,
        line -> line.contains("no answer from the server; asking all servers (Rebind)"));
  }

  /** After a start, or on a link that is back. */
  private static void awaitCheck(WatchProcess watch, String prefix) throws Exception {
    watch.awaitLine(
        "question",
        WatchedRepository.SOON,
        line -> line.contains("asking whether the delegation is still valid (Rebind): link is up"));
    awaitHeard(watch, lends(prefix));
  }

  private static void awaitLoss(WatchProcess watch, String what) throws Exception {
    watch.awaitLine(
        "loss",
        WatchedRepository.SOON,
        line -> line.contains(what + " and nothing takes its place; it stays in Git"));
  }

  private static void awaitReturn(WatchProcess watch) throws Exception {
    watch.awaitLine("return", WatchedRepository.SOON, line -> line.contains("no longer lost"));
  }

  private static void awaitHeard(WatchProcess watch, Predicate<String> wanted) throws Exception {
    watch.awaitLine("word", WatchedRepository.SOON, wanted);
  }

  /** The interface is deleted and comes back, as when a USB adapter is plugged in again. */
  private static void replug(WatchProcess watch) throws Exception {
    String node = lab.namespace("node");
    String isp = lab.namespace("isp");
    String mac = Namespace.ip(node, "-br link show dev up0").split("\\s+")[2];
    Namespace.ip(node, "link del dev up0");
    awaitHeard(watch, line -> line.contains("DHCPv6 cannot run") || line.contains("DHCPv6 waits"));
    Namespace.ip(
        node, "link add name up0 address " + mac + " type veth peer name p-node netns " + isp);
    Namespace.ip(isp, "link set p-node master acc0 up");
    Namespace.ip(node, "link set up0 up");
  }

  private static Predicate<String> times(int count, Predicate<String> wanted) {
    int[] seen = {0};
    return line -> wanted.test(line) && ++seen[0] == count;
  }

  private static Predicate<String> lends(String prefix) {
    return line -> line.contains("DHCPv6 on up0 lends ") && line.contains("prefix=" + prefix + ",");
  }

  private static Predicate<String> deprecated(String prefix) {
    return line -> line.contains("prefix=" + prefix + ", preferredLifetime=PT0S");
  }

  private static String start(String prefix) {
    return prefix.substring(0, prefix.indexOf('/'));
  }

  private static List<MessageType> captured(String pcap) throws Exception {
    List<MessageType> types = new ArrayList<>();
    // Ethernet, IPv6 and UDP headers; a client sends no others
    int headers = 14 + 40 + 8;
    for (PcapFile.Captured packet : PcapFile.read(Path.of(pcap)).packets()) {
      Bytes frame = packet.frame();
      Parsed<Message> message = Message.parse(frame.slice(headers, frame.length()).toArray());
      types.add(((Parsed.Accepted<Message>) message).value().type());
    }
    return types;
  }
}
