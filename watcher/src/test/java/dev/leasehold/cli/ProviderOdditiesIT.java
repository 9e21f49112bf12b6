package dev.leasehold.cli;

import static dev.leasehold.cli.ScriptedServer.advertise;
import static dev.leasehold.cli.ScriptedServer.ia;
import static dev.leasehold.cli.ScriptedServer.prefix;
import static dev.leasehold.cli.ScriptedServer.reply;
import static dev.leasehold.cli.ScriptedServer.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold watch} with unusual behaviour of providers, from the wire to Git. */
class ProviderOdditiesIT {
  private static final String FIRST = "2001:db8:101::/56";
  private static final String SECOND = "2001:db8:102::/56";

  /** Renewed soon. */
  private static final Option LENT = ia(2, 60, prefix(FIRST, 80, 100));

  private static final Option LENT_FOR_LONG = ia(1000, 1600, prefix(FIRST, 3000, 4000));
  private static final Option OTHER = ia(1000, 1600, prefix(SECOND, 3000, 4000));

  @TempDir private Path folder;
  private AccessLink link;
  private ScriptedServer server;

  @BeforeEach
  void prepare() throws Exception {
    link = AccessLink.up();
    server = ScriptedServer.open(link);
  }

  @AfterEach
  void cleanUp() throws Exception {
    if (server != null) {
      server.close();
    }
    if (link != null) {
      link.close();
    }
  }

  /**
   * From an RFC 3315 server: "NoAddrsAvail" is about addresses, which the client does not request.
   */
  @Test
  void acceptsAPrefixWithAStatusAboutAddresses() throws Exception {
    WatchedRepository house = house("interface: up0");
    try (WatchProcess watch = house.watch()) {
      Option noAddresses = status(StatusCode.NO_ADDRS_AVAIL);
      server.send(advertise(server.await(MessageType.SOLICIT), noAddresses, LENT_FOR_LONG));
      server.send(
          reply(
              server.await(MessageType.REQUEST),
              noAddresses,
              ia(1000, 1600, noAddresses, prefix(SECOND, 3000, 4000))));
      house.awaitPush(watch, "Lease home-ipv6: " + SECOND, "Reason: Acquired");
    }
  }

  /** From a BNG over PPP that stops forwarding at once. */
  @Test
  void solicitsAfterAWithdrawalWithAStatus() throws Exception {
    WatchedRepository house = house("interface: up0");
    try (WatchProcess watch = house.watch()) {
      acquires(house, watch, LENT);
      server.send(
          reply(
              server.await(MessageType.RENEW),
              ia(0, 0, prefix(FIRST, 0, 0), status(StatusCode.NO_ADDRS_AVAIL))));
      server.delegate(OTHER);
      house.awaitPush(watch, "Replace home-ipv6: " + FIRST + " → " + SECOND, "Reason: Withdrawn");
    }
  }

  /** The other end of a new PPP session has no record of the lease, and must not answer. */
  @Test
  void findsANewPrefixWithoutAnAnswerToTheRebind() throws Exception {
    WatchedRepository house = house("interface: up0");
    try (WatchProcess watch = house.watch()) {
      acquires(house, watch, LENT_FOR_LONG);
      reconnect();
      server.await(MessageType.REBIND);
      Message solicit = server.await(MessageType.SOLICIT);
      assertEquals(Optional.empty(), solicit.option(RapidCommit.class));
      assertEquals(List.of(FIRST), named(solicit));
      house.assertNoMoreCommits();
      server.send(advertise(solicit, OTHER));
      server.send(reply(server.await(MessageType.REQUEST), OTHER));
      house.awaitPush(watch, "Replace home-ipv6: " + FIRST + " → " + SECOND, "Reason: Unmentioned");
    }
  }

  @Test
  void changesNothingIfTheHeldPrefixIsOfferedAfterAReconnect() throws Exception {
    WatchedRepository house = house("interface: up0");
    try (WatchProcess watch = house.watch()) {
      acquires(house, watch, LENT_FOR_LONG);
      reconnect();
      server.send(advertise(server.await(MessageType.SOLICIT), LENT_FOR_LONG));
      server.send(reply(server.await(MessageType.REQUEST), LENT_FOR_LONG));
      awaitLine(watch, "recovered: delegated " + FIRST);
      house.assertNoMoreCommits();
    }
  }

  /**
   * The server withdraws the prefix at each reconnect and delegates it to a client that names it.
   */
  @Test
  void getsThePrefixBackByNamingIt() throws Exception {
    WatchedRepository house = house("interface: up0");
    try (WatchProcess watch = house.watch()) {
      acquires(house, watch, LENT_FOR_LONG);
      reconnect();
      server.send(reply(server.await(MessageType.REBIND), ia(0, 0, prefix(FIRST, 0, 0))));
      Message solicit = server.await(MessageType.SOLICIT);
      assertEquals(List.of(FIRST), named(solicit));
      server.send(advertise(solicit, LENT_FOR_LONG));
      server.send(reply(server.await(MessageType.REQUEST), LENT_FOR_LONG));
      awaitLine(watch, "recovered: delegated " + FIRST);
      house.assertNoMoreCommits();
    }
  }

  @Test
  void requestsAnEditedLengthWithTheSameIaid() throws Exception {
    WatchedRepository house = house("interface: up0, requestedPrefixLength: 60");
    try (WatchProcess watch = house.watch()) {
      Message solicit = server.await(MessageType.SOLICIT);
      long iaid = solicit.option(IaPd.class).orElseThrow().iaid();
      server.send(advertise(solicit, LENT_FOR_LONG));
      server.send(reply(server.await(MessageType.REQUEST), LENT_FOR_LONG));
      house.awaitPush(watch, "Lease home-ipv6: " + FIRST, "Reason: Acquired");

      String intent = house.file("intent/home-ipv6.yaml");
      house.write("intent/home-ipv6.yaml", intent.replace("Length: 60", "Length: 48"), "Larger");
      awaitLine(watch, "requestedPrefixLength of home-ipv6 changed from 60 to 48: asking for");
      Option larger = ia(1000, 1600, prefix("2001:db8:103::/48", 3000, 4000));
      solicit = server.await(MessageType.SOLICIT);
      assertEquals(iaid, solicit.option(IaPd.class).orElseThrow().iaid());
      assertEquals(List.of("::/48"), named(solicit));
      server.send(advertise(solicit, larger));
      server.send(reply(server.await(MessageType.REQUEST), larger));
      house.awaitPush(
          watch, "Replace home-ipv6: " + FIRST + " → 2001:db8:103::/48", "Reason: Unmentioned");
    }
  }

  @Test
  void requestsTwoPrefixesOfOneLength() throws Exception {
    WatchedRepository house = house("interface: up0");
    house.write(
        "intent/second.yaml",
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: DynamicPrefix
        metadata:
          name: second
          annotations:
            config.kubernetes.io/local-config: "true"
        spec:
          acquisition:
            dhcpv6: {interface: up0}
          accept:
            within: ["2001:db8::/32"]
        """,
        "A second one");
    try (WatchProcess watch = house.watch()) {
      Message solicit = server.await(MessageType.SOLICIT);
      List<IaPd> ias = solicit.options(IaPd.class);
      assertEquals(2, ias.size());
      assertNotEquals(ias.getFirst().iaid(), ias.getLast().iaid());
      Option second = ia(1, 1000, 1600, prefix(SECOND, 3000, 4000));
      server.send(advertise(solicit, LENT_FOR_LONG, second));
      server.send(reply(server.await(MessageType.REQUEST), LENT_FOR_LONG, second));
      watch.awaitLine("push", WatchedRepository.SOON, line -> line.matches(".* pushed .*second.*"));
      assertTrue(prefixOf(house, "home-ipv6").contains(FIRST));
      assertTrue(prefixOf(house, "second").contains(SECOND));
    }
  }

  /** Some routers route a prefix only after a Request. */
  @Test
  void worksWithoutRapidCommit() throws Exception {
    WatchedRepository house = house("interface: up0, rapidCommit: false");
    try (WatchProcess watch = house.watch()) {
      Message solicit = server.await(MessageType.SOLICIT);
      assertEquals(Optional.empty(), solicit.option(RapidCommit.class));
      server.send(reply(solicit, new RapidCommit(), OTHER));
      server.send(advertise(solicit, LENT_FOR_LONG));
      server.send(reply(server.await(MessageType.REQUEST), LENT_FOR_LONG));
      house.awaitPush(watch, "Lease home-ipv6: " + FIRST, "Reason: Acquired");
    }
  }

  @Test
  void sendsConfiguredOptionsAndShowsNoSecret() throws Exception {
    WatchedRepository house =
        house(
            "interface: up0, options: [{code: 16, hex: \"00:00:0d:e9\"}, {code: 11, fromFile: isp}]");
    Files.write(folder.resolve("isp.option"), HexFormat.of().parseHex("5ec7e75ec7e7"));
    house.configure("dhcpv6OptionFiles: [{name: isp, file: isp.option}]");
    try (WatchProcess watch = house.watch()) {
      Message solicit = server.await(MessageType.SOLICIT);
      assertEquals("00000de9", content(solicit, 16));
      assertEquals("5ec7e75ec7e7", content(solicit, 11));
      server.send(advertise(solicit, LENT_FOR_LONG));
      Message request = server.await(MessageType.REQUEST);
      assertEquals("5ec7e75ec7e7", content(request, 11));
      server.send(reply(request, LENT_FOR_LONG));
      house.awaitPush(watch, "Lease home-ipv6: " + FIRST, "Reason: Acquired");
      String said = String.join("\n", watch.said()).replace(":", "").replace(" ", "");
      assertFalse(said.contains("5ec7e7"), said);
    }
  }

  @Test
  void reportsAMissingOptionFileAndContinues() throws Exception {
    WatchedRepository house = house("interface: up0, options: [{code: 11, fromFile: isp}]");
    try (WatchProcess watch = house.watch()) {
      awaitLine(
          watch,
          "home-ipv6: spec.acquisition.dhcpv6.options[0].fromFile: 'isp' is not defined."
              + " Add {name: isp, file: PATH} to spec.dhcpv6OptionFiles of the WatcherConfig");
      acquires(house, watch, LENT_FOR_LONG);
    }
  }

  private WatchedRepository house(String dhcpv6) throws Exception {
    return WatchedRepository.create(
        folder, link::atCustomer, "dhcpv6: {" + dhcpv6 + "}\n", "drainPeriod: 3s, minStable: 1s");
  }

  private void acquires(WatchedRepository house, WatchProcess watch, Option lease)
      throws Exception {
    server.delegate(lease);
    house.awaitPush(watch, "Lease home-ipv6: " + FIRST, "Reason: Acquired");
  }

  private void reconnect() throws Exception {
    link.plug(false);
    link.plug(true);
  }

  private static void awaitLine(WatchProcess watch, String words) throws Exception {
    watch.awaitLine("word", WatchedRepository.SOON, line -> line.contains(words));
  }

  private static List<String> named(Message message) {
    return message.options(IaPd.class).stream()
        .flatMap(ia -> ia.prefixes().stream())
        .map(IaPrefix::prefix)
        .map(Object::toString)
        .toList();
  }

  private static String content(Message message, int code) {
    return message.options().stream()
        .filter(o -> o.code() == code)
        .map(o -> Bytes.written(o.length(), o::writeContent).toString())
        .findFirst()
        .orElse("");
  }

  private static String prefixOf(WatchedRepository house, String name) throws Exception {
    String lease = house.file("leases/" + name + ".yaml");
    return lease.lines().filter(line -> line.contains("prefix: ")).findFirst().orElse(lease);
  }
}
