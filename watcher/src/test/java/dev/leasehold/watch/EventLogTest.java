package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.PREFIX;
import static dev.leasehold.watch.House.PREFIX_FILE;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.announced;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.net.Prefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a watch: each relevant event once. */
final class EventLogTest {
  @TempDir private Path folder;

  @Test
  void reportsARefusedPrefixOnceAndNeverCommitsIt() {
    refusedOnce("fd00:1::/56", PREFIX, "it is unique local (RFC 4193)");
    refusedOnce(
        "2001:db8:a::/56",
        PREFIX.replace("2001:db8::/32", "2000::/3"),
        "it is for documentation (RFC 3849)");
    refusedOnce("2003:1::/56", PREFIX, "it is outside accept.within");
    refusedOnce(
        "2001:db8:a::/56",
        PREFIX.replace("  subnets:", "    prefixLength: {min: 60, max: 64}\n  subnets:"),
        "its length is outside accept.prefixLength: /60 to /64");
    refusedOnce(
        "2001:db8:a::/64",
        PREFIX.replace("offset: 0x1000, prefixLength: 120", "index: 3, prefixLength: 64"),
        "subnet lb does not fit");
  }

  private void refusedOnce(String prefix, String intent, String why) {
    House house = House.in(folder.resolve(Integer.toString(why.hashCode())), files(intent));
    try (Log log = Log.open()) {
      for (int i = 0; i < 5; i++) {
        house.hears(R1, preferred(Prefix.parse(prefix))).after(60);
      }
      assertEquals(1, log.lines().size(), log.lines()::toString);
      assertEquals(log.lines(), log.lines("WARN home: " + prefix + " is not accepted: " + why));
    }
    assertEquals(List.of(), house.commits());
  }

  @Test
  void reportsAFloodOfPrefixesInElevenLines() {
    House house = House.in(folder);
    try (Log log = Log.open()) {
      for (int i = 0; i < 500; i++) {
        house.hears(R1, preferred(Prefix.parse("fd00:" + Integer.toHexString(i) + "::/56")));
      }
      assertEquals(10, log.lines("is not accepted: it is unique local").size());
      assertEquals(1, log.lines("WARN home: more prefixes are not accepted").size());
      assertEquals(11, log.lines().size(), log.lines()::toString);
    }
  }

  @Test
  void logsWhichPrefixIsInDoubt() {
    House house = House.holdingA(folder);
    try (Log log = Log.open()) {
      house.hears(R1, preferred(B));
      assertEquals(
          List.of(
              "INFO enp1s0: asking the routers: "
                  + A
                  + " of home was left out of an advertisement and may be gone"),
          log.lines("asking the routers").stream().distinct().toList());
    }
  }

  @Test
  void logsARenderingWarningOnce() {
    House house = House.holdingA(folder);
    try (Log log = Log.open()) {
      house.somebodyWrites(
          "setters.yaml",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: setters
          data:
            wan: eth0
          """);
      house.looksAtTip();
      house.somebodyWrites("README.md", "Mine.\n");
      house.looksAtTip();
      assertEquals(1, log.lines("WARN setters.yaml:6: ConfigMap setters: data.wan: ").size());
    }
  }

  private static Map<String, String> files(String intent) {
    return House.files(PREFIX_FILE, intent);
  }

  /** Another prefix may be available. */
  @Test
  void logsWhyALostPrefixStaysWhileSuspended() {
    try (Log log = Log.open()) {
      House house = House.in(folder).holding(A);
      house.somebodyWrites(PREFIX_FILE, PREFIX + "  suspend: true\n");
      house.looksAtTip();
      house.hears(R1, withdrawn(A), preferred(B)).after(60);
      assertEquals(
          List.of(
              "WARN home: 2001:db8:a::/56 was withdrawn and stays in Git, because"
                  + " its DynamicPrefix has suspend: true; remove suspend to resume"),
          log.lines("stays in Git"));
    }
  }

  @Test
  void logsTheLifeOfALease() {
    try (Log log = Log.open()) {
      House house = House.in(folder).holding(A);
      house.hears(R1, preferred(A)).hears(R1, deprecated(A), preferred(B)).after(5);
      house.after(3600).hears(R1, announced(B, 1800, 3600)).after(3600).after(60);
      house.hears(R1, preferred(B)).after(60);
      assertEquals(
          List.of(
              "INFO pushed #: home: fe80::1 on enp1s0 announces 2001:db8:a::/56",
              "INFO pushed #: home: fe80::1 on enp1s0 announces 2001:db8:b::/56; 2001:db8:a::/56"
                  + " is deprecated and drains until 2026-11-21T11:00:10Z",
              "INFO pushed #: home: 2001:db8:a::/56 has drained",
              "WARN home: 2001:db8:b::/56 has expired and nothing takes its place; it stays in"
                  + " Git",
              "INFO home: no longer lost"),
          log.lines().stream().map(l -> l.replaceAll("pushed [0-9a-f]{12}", "pushed #")).toList());
    }
  }

  @Test
  void warnsAboutADrainThatEndedEarly() {
    String intent = PREFIX.replace("drainPeriod: 60m,", "drainPeriod: 60m, maxPrefixHistory: 1,");
    try (Log log = Log.open()) {
      House house = House.in(folder, files(intent)).holding(A);
      house.hears(R1, deprecated(A), preferred(B)).after(5);
      house.hears(R1, deprecated(B), preferred(House.C)).after(5);
      assertEquals(
          List.of("WARN pushed #: home: " + A + " stops draining: maxPrefixHistory is 1"),
          log.lines("WARN").stream()
              .map(l -> l.replaceAll("pushed [0-9a-f]{12}", "pushed #"))
              .toList());
    }
  }

  @Test
  void warnsAboutASecondDuidForOneClient() {
    String intent = PREFIX.replace("routerAdvertisement: {", "dhcpv6: {duid: auto, ");
    String other = intent.replace("name: home", "name: work").replace("auto", "00:03:00:01:02");
    try (Log log = Log.open()) {
      House house = House.in(folder, House.files(PREFIX_FILE, intent + "---\n" + other));
      house.after(600);
      assertEquals(
          List.of(
              "WARN work: acquisition.dhcpv6.duid differs from that of another prefix on enp1s0; the"
                  + " first by name is used for both"),
          log.lines("duid"));
    }
  }
}
