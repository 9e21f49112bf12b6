package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.BINDINGS_FILE;
import static dev.leasehold.watch.House.INTERFACE;
import static dev.leasehold.watch.House.PREFIX;
import static dev.leasehold.watch.House.PREFIX_FILE;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delegation and its commits. */
class DelegationTest {
  private static final Origin PD = new Origin.Delegated(INTERFACE, "home");
  private static final Prefix LINK = Prefix.parse("2001:db8:0:1::/64");
  private static final Prefix OTHER_LINK = Prefix.parse("2001:db8:0:2::/64");
  private static final String INTENT =
      PREFIX.replace("  accept:", "    dhcpv6: {interface: enp1s0}\n  accept:");

  private static final String FALLBACK =
      INTENT.replace("  accept:", "    fallback: RouterAdvertisement\n  accept:");

  @TempDir private Path folder;

  @Test
  void isCommittedAndReplacedInOneCommitEach() {
    House house = house();
    house.hears(R1, preferred(LINK)).hears(PD, preferred(A)).after(5);
    house.hears(PD, preferred(A)).after(3600);
    house.hears(PD, withdrawn(A), preferred(B));
    assertEquals(List.of("Lease home: " + A, "Replace home: " + A + " → " + B), house.commits());
    assertEquals(
        "home: DHCPv6 on enp1s0 delegates 2001:db8:b::/56; 2001:db8:a::/56 was withdrawn and is"
            + " replaced at once.",
        house.message().lines().skip(2).findFirst().orElseThrow());
  }

  @Test
  void isUsedTogetherWithAdvertisements() {
    assertEquals(
        Set.of(
            new Channel.Advertisements(INTERFACE),
            new Channel.Delegation(
                INTERFACE,
                new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation(INTERFACE, 56, ""))),
                "")),
        house().watch.channels());
  }

  @Test
  void sharesOneClientPerInterface() {
    String other =
        INTENT
            .replace("name: home", "name: work")
            .replace("enp1s0}\n  accept", "enp1s0, requestedPrefixLength: 60}\n  accept");
    House house = House.in(folder, House.files(PREFIX_FILE, INTENT + "---\n" + other));
    assertEquals(
        Set.of(
            new Channel.Advertisements(INTERFACE),
            new Channel.Delegation(
                INTERFACE,
                new TreeMap<>(
                    Map.of(
                        "home",
                        new DynamicPrefix.Delegation(INTERFACE, 56, ""),
                        "work",
                        new DynamicPrefix.Delegation(INTERFACE, 60, ""))),
                "")),
        house.watch.channels());
    house.hears(new Origin.Delegated(INTERFACE, "work"), preferred(B)).after(5);
    assertEquals(List.of("Lease work: " + B), house.commits());
  }

  @Test
  void asksTheServerWhenTheLinkWasRenumbered() {
    House house = house();
    house.hears(PD, preferred(A)).hears(R1, preferred(LINK)).after(60);
    house.solicited.clear();
    house.hears(R1, withdrawn(LINK), preferred(OTHER_LINK));
    assertEquals(List.of(INTERFACE), house.solicited);
    house.hears(R1, withdrawn(LINK), preferred(OTHER_LINK)).after(5);
    assertEquals(List.of(INTERFACE), house.solicited);
    assertEquals(List.of("Lease home: " + A), house.commits());
  }

  @Test
  void asksTheServerWhenAnotherPrefixNeedsADelegation() {
    House house = house();
    house.hears(PD, preferred(A)).after(5);
    house.solicited.clear();
    house.somebodyWrites("intent/more.yaml", INTENT.replace("name: home", "name: work"));
    house.looksAtTip();
    assertEquals(List.of(INTERFACE), house.solicited);
  }

  /** RFC 9915 section 6.3: each prefix has its own IA_PD. */
  @Test
  void isNotSharedByTwoPrefixesOfEqualLength() {
    House house = house();
    house.hears(PD, preferred(A)).after(5);
    house.somebodyWrites("intent/more.yaml", INTENT.replace("name: home", "name: work"));
    house.looksAtTip().after(60);
    assertEquals(Set.of("a DHCPv6 server on enp1s0"), house.next.waitingFor());
    house.hears(new Origin.Delegated(INTERFACE, "work"), preferred(B)).after(5);
    assertEquals(List.of("Lease home: " + A, "By somebody", "Lease work: " + B), house.commits());
  }

  @Test
  void keepsItsSourceWhenTheRequestedLengthChanges() {
    House house = house();
    house.hears(PD, preferred(A)).after(5);
    house.somebodyWrites(
        PREFIX_FILE,
        INTENT.replace("enp1s0}\n  accept", "enp1s0, requestedPrefixLength: 60}\n  accept"));
    house.looksAtTip();
    assertEquals(Standing.PREFERRED, house.watch.status().prefixes().getFirst().standing());
    house.hears(PD, preferred(B)).after(5);
    assertEquals("Replace home: " + A + " → " + B, house.commits().getLast());
  }

  @Test
  void isAwaitedByASingleRun() {
    House house = house().hears(R1, preferred(LINK)).after(60);
    assertEquals(Set.of("a DHCPv6 server on enp1s0"), house.next.waitingFor());
    house.hears(PD, preferred(A));
    assertEquals(Set.of("home to be stable for 5 s"), house.next.waitingFor());
    house.after(5);
    assertEquals(Set.of(), house.next.waitingFor());
  }

  @Test
  void isNotAwaitedAfterAFallbackToAdvertisements() {
    House house = fallingBack().hears(PD);
    assertEquals(Set.of("a router advertisement on enp1s0"), house.next.waitingFor());
    house.hears(R1, preferred(LINK)).after(5);
    assertEquals(Set.of(), house.next.waitingFor());
    assertEquals(List.of("Lease home: " + LINK), house.commits());
  }

  @Test
  void isRestoredAfterARestart() {
    House house = house();
    house.hears(PD, preferred(A)).after(5).restarts();
    for (int i = 0; i < 5; i++) {
      house.hears(R1, preferred(LINK)).after(10);
    }
    assertEquals(List.of("Lease home: " + A), house.commits());
    house.hears(PD, withdrawn(A), preferred(B));
    assertEquals("Replace home: " + A + " → " + B, house.commits().getLast());
  }

  @Test
  void drainsWhenTheIntentChangesTheSource() {
    House house = house();
    house.hears(PD, preferred(A)).after(5);
    house.somebodyWrites(
        PREFIX_FILE, INTENT.replace("dhcpv6: {interface: enp1s0}", "interface: {name: enp1s0}"));
    house.looksAtTip();
    assertEquals(Standing.SOURCE_CHANGED, house.watch.status().prefixes().getFirst().standing());
    house.hears(new Origin.Configured(INTERFACE), preferred(B)).after(5);
    assertEquals("Renumber home: " + A + " → " + B, house.commits().getLast());
    assertEquals(
        "home: the interface enp1s0 has 2001:db8:b::/56; 2001:db8:a::/56 came from a source that is"
            + " no longer configured and drains until 2026-11-21T11:01:10Z.",
        house.message().lines().skip(2).findFirst().orElseThrow());
    assertTrue(house.message().contains("\nLeasehold-Reason: SourceChanged\n"));
    assertEquals(2, house.blocks().size());
  }

  @Test
  void isShownInTheStatus() {
    House house = house();
    house.hears(PD, preferred(A)).hears(PD, preferred(A), preferred(Prefix.parse("fd00::/56")));
    house.after(5);
    PrefixStatus prefix = house.watch.status().prefixes().getFirst();
    assertEquals("dhcpv6-pd", prefix.lease().source());
    assertEquals(2, prefix.said().size());
    assertEquals(1, prefix.refused());
    assertEquals(Map.of("Acquired", 1L), prefix.changes());
    assertEquals(Map.of("pushed", 1L, "no_change", 1L), house.watch.status().target().writes());
    assertEquals("", house.watch.status().target().trouble());
    assertEquals(house.next.at(), house.watch.status().wakeAt());
  }

  private House fallingBack() {
    return house(FALLBACK);
  }

  private House house() {
    return house(INTENT);
  }

  private House house(String intent) {
    Map<String, String> files = House.files(PREFIX_FILE, intent);
    files.put(BINDINGS_FILE, House.BINDINGS);
    return House.in(folder, files);
  }
}
