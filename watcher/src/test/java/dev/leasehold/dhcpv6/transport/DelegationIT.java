package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.cli.NetworkLab;
import dev.leasehold.ra.Peer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with Kea in the network lab; skipped if the lab is not available. */
class DelegationIT {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "LAB_PD_T1", "4",
          "LAB_PD_T2", "7",
          "LAB_PD_PREFERRED", "11",
          "LAB_PD_VALID", "15");
  private static final String FIRST = "heard home 2001:db8:101::/60 PT15S";

  private final List<Peer> peers = new ArrayList<>();

  @TempDir private Path folder;
  private NetworkLab lab;

  @BeforeEach
  void makeNetwork() throws Exception {
    lab = NetworkLab.up(folder.resolve("lab"), SETTINGS);
  }

  @AfterEach
  void removeNetwork() throws Exception {
    for (Peer peer : peers) {
      peer.end();
    }
    if (lab != null) {
      lab.down();
    }
  }

  @Test
  void acquiresRenewsAndFollowsARenumbering() throws Exception {
    Peer client = start();
    awaitSaid(client, "listening");
    assertEquals(FIRST, client.next());
    assertEquals(FIRST, client.next());
    client.tell("status");
    String status = client.next();
    assertTrue(status.contains("protocolState=bound"), status);
    assertTrue(status.contains("sent_renew=1"), status);
    assertTrue(status.contains("2001:db8:101::/60 is preferred for "), status);
    lab.run("renumber");
    assertEquals(
        "heard home 2001:db8:102::/60 PT15S 2001:db8:101::/60 PT0S", sorted(nextOther(client)));
    client.tell("close");
    awaitSaid(client, "ended");
  }

  @Test
  void requestsItsPreviousPrefixAfterARestart() throws Exception {
    Peer first = start();
    awaitSaid(first, FIRST);
    String duid = Files.readString(folder.resolve("state/dhcpv6/duid"));
    first.end();
    Peer second = start();
    awaitSaid(second, FIRST);
    second.tell("status");
    String status = second.next();
    assertTrue(status.contains("sent_rebind=1"), status);
    assertFalse(status.contains("sent_solicit"), status);
    assertEquals(duid, Files.readString(folder.resolve("state/dhcpv6/duid")));
  }

  @Test
  void asksAgainWhenTheLinkWasDown() throws Exception {
    Peer client = start();
    awaitSaid(client, FIRST);
    lab.run("link", "node", "down");
    String lost = client.next();
    while (!lost.startsWith("lost ")) {
      lost = client.next();
    }
    lab.run("link", "node", "up");
    awaitSaid(client, "listening");
    awaitSaid(client, FIRST);
    client.tell("status");
    String status = client.next();
    assertTrue(status.contains("sent_rebind="), status);
  }

  @Test
  void namesTheHolderOfThePort() throws Exception {
    Peer first = start();
    awaitSaid(first, FIRST);
    Peer second = start("other");
    String lost = second.next();
    assertTrue(lost.startsWith("lost UDP port 546 on up0 is in use by java (process "), lost);
    assertTrue(lost.endsWith("use acquisition 'interface' instead of 'dhcpv6'"), lost);
    first.end();
    awaitSaid(second, "listening");
  }

  @Test
  void namesTheMissingPrivilegeForThePort() throws Exception {
    Peer client = start("state", "setpriv", "--bounding-set", "-net_bind_service");
    String said = client.next();
    while (said.startsWith("lost ")) {
      said = client.next();
    }
    assertTrue(
        said.startsWith(
            "failed no permission to use UDP port 546 on up0: run as root, or grant"
                + " CAP_NET_BIND_SERVICE"),
        said);
  }

  private Peer start() throws Exception {
    return start("state");
  }

  private Peer start(String state, String... wrapper) throws Exception {
    List<String> command = new ArrayList<>(List.of(wrapper));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            DelegationProbe.class.getName(),
            NetworkLab.ACCESS_INTERFACE,
            "60",
            folder.resolve(state).toString()));
    Peer peer = Peer.start(lab.onNode(command));
    peers.add(peer);
    return peer;
  }

  private static void awaitSaid(Peer peer, String expected) throws InterruptedException {
    while (!peer.next().equals(expected)) {
      // until the deadline of next()
    }
  }

  /** The line for several prefixes. */
  private static String nextOther(Peer peer) throws InterruptedException {
    String said = peer.next();
    while (said.equals(FIRST)) {
      said = peer.next();
    }
    return said;
  }

  /** A renumbering with the new prefix before the old one; servers send either order. */
  private static String sorted(String said) {
    String old = " 2001:db8:101::/60 PT0S";
    return said.contains(old) ? said.replace(old, "") + old : said;
  }
}
