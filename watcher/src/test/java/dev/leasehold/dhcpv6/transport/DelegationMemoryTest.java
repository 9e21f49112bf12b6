package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.dhcpv6.Client;
import dev.leasehold.dhcpv6.ClientSettings;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import dev.leasehold.source.Channel;
import dev.leasehold.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The saved state after a restart or a configuration change. */
class DelegationMemoryTest {
  private static final Moment NOW =
      new Moment(Instant.parse("2026-11-21T10:00:00Z"), Instant.parse("2001-01-01T00:00:00Z"));
  private static final Duid DUID = duid(1);

  /** The IAID of wan0/56 in versions before IAIDs had names. */
  private static final long ADOPTED = 0x3ad7a784L;

  private static final String LEASES =
      """
      server 00030001020000000009
      ia 987211652 300 480 2026-11-21T09:58:20Z
      prefix 2001:db8:101::/56 600 900 2026-11-21T09:58:20Z
      end
      """;

  private static final String VERSION_1 = "leasehold dhcpv6 leases 1\n" + LEASES;
  private static final String VERSION_2 =
      "leasehold dhcpv6 leases 2\nclient 000300010201\nasked home 987211652 56\n" + LEASES;

  @TempDir private Path folder;
  private final List<String> advice = new ArrayList<>();

  @Test
  void adoptsVersion1LeasesAndWritesThemWithNames() throws Exception {
    Files.writeString(file("wan0"), VERSION_1);
    DelegationMemory memory = open("wan0", Map.of("home", 56, "work", 56), DUID);
    assertEquals(new NamedIa("home", ADOPTED, 56), memory.ias().getFirst());
    assertEquals(List.of(), advice);
    memory.keep(start(memory), NOW);
    String text = Files.readString(file("wan0"));
    assertTrue(text.startsWith("leasehold dhcpv6 leases 3\nclient 000300010201\n"), text);
    assertTrue(text.contains("\nasked home 987211652 56\nasked work "), text);
    assertTrue(text.contains(LEASES.substring(0, LEASES.indexOf("end"))), text);
  }

  @Test
  void keepsAnAdoptedIaidWhenTheLengthIsEdited() throws Exception {
    Files.writeString(file("wan0"), VERSION_2);
    DelegationMemory memory = open("wan0", Map.of("home", 48), DUID);
    assertEquals(List.of(new NamedIa("home", ADOPTED, 48)), memory.ias());
    assertEquals(Set.of(ADOPTED), memory.resizing());
    assertEquals(
        List.of(
            "wan0: requestedPrefixLength of home changed from 56 to 48: asking for the new length"
                + " with the same IAID; 2001:db8:101::/56 stays in use until the server lends a"
                + " successor"),
        advice);
  }

  /** A restart before any answer requests the length again. */
  @Test
  void keepsTheOldLengthUntilTheNewOneIsRequested() throws Exception {
    Files.writeString(file("wan0"), VERSION_2);
    DelegationMemory memory = open("wan0", Map.of("home", 48), DUID);
    memory.keep(start(memory), NOW);
    assertEquals(VERSION_2, Files.readString(file("wan0")));
  }

  @Test
  void requestsNoOtherLengthIfTheHeldPrefixMatches() throws Exception {
    Files.writeString(file("wan0"), VERSION_2.replace("987211652 56", "987211652 48"));
    assertEquals(Set.of(), open("wan0", Map.of("home", 56), DUID).resizing());
    assertEquals(List.of(), advice);
  }

  @Test
  void reportsALeaseOfAnotherDuid() throws Exception {
    Files.writeString(file("wan0"), VERSION_2);
    open("wan0", Map.of("home", 56), duid(2));
    assertEquals(
        List.of(
            "wan0: acquisition.dhcpv6.duid changed from 000300010201 to 000300010202: the server sees"
                + " a new client. 2001:db8:101::/56 was lent to the old client and is valid for 800 s."
                + " It is not released, and stays in use until a"
                + " server lends a successor"),
        advice);
  }

  @Test
  void doesNotReportAnExpiredLeaseOfAnotherDuid() throws Exception {
    Files.writeString(file("wan0"), VERSION_2.replace(" 900 ", " 600 ").replace("T09:5", "T08:5"));
    open("wan0", Map.of("home", 56), duid(2));
    assertEquals(List.of(), advice);
  }

  @Test
  void comparesTheLengthOfEachPrefixWithItsOwn() throws Exception {
    String both = VERSION_2.replace("asked home", "asked guests 9 60\nasked home");
    Files.writeString(file("wan0"), both);
    assertEquals(Set.of(), open("wan0", Map.of("guests", 60, "home", 56), DUID).resizing());
    assertEquals(List.of(), advice);
    open("wan0", Map.of("guests", 60, "home", 48), DUID);
    assertEquals(
        List.of(
            "wan0: requestedPrefixLength of home changed from 56 to 48: asking for the new length"
                + " with the same IAID; 2001:db8:101::/56 stays in use until the server lends a successor"),
        advice);
  }

  /** The next start requests an expired prefix, but not a withdrawn one. */
  @Test
  void keepsExpiredPrefixesAndDropsWithdrawnOnes() throws Exception {
    Moment end = new Moment(NOW.wall().plusSeconds(800), NOW.steady().plusSeconds(800));
    Files.writeString(file("wan0"), VERSION_2);
    DelegationMemory expired = open("wan0", Map.of("home", 56), DUID);
    expired.keep(holdingNothing(expired), end);
    assertEquals(VERSION_2, Files.readString(file("wan0")));
    DelegationMemory takenBack = open("wan0", Map.of("home", 56), DUID);
    takenBack.keep(
        holdingNothing(takenBack),
        new Moment(end.wall().minusSeconds(1), end.steady().minusSeconds(1)));
    assertEquals(Optional.empty(), open("wan0", Map.of("home", 56), DUID).held());
  }

  @Test
  void reportsALeaseOnAnotherInterface() throws Exception {
    Files.writeString(file("wan0"), VERSION_2);
    open("wan1", Map.of("home", 56), DUID);
    assertEquals(
        List.of(
            "wan1: home was requested on wan0 before. The old delegation is not released, and is"
                + " valid for 800 s: 2001:db8:101::/56"),
        advice);
  }

  @Test
  void doesNotReportAnExpiredOrUnrelatedLeaseOnAnotherInterface() throws Exception {
    Files.writeString(file("wan0"), VERSION_2.replace(" 900 ", " 600 ").replace("T09:5", "T08:5"));
    open("wan1", Map.of("home", 56), DUID);
    Files.writeString(file("wan0"), VERSION_2);
    open("wan1", Map.of("work", 56), DUID);
    assertEquals(List.of(), advice);
  }

  private DelegationMemory open(String interfaceName, Map<String, Integer> lengths, Duid duid)
      throws IOException {
    Map<String, DynamicPrefix.Delegation> asked = new TreeMap<>();
    lengths.forEach(
        (name, length) -> asked.put(name, new DynamicPrefix.Delegation(interfaceName, length, "")));
    Channel.Delegation channel = new Channel.Delegation(interfaceName, new TreeMap<>(asked), "");
    return DelegationMemory.open(
        channel, folder, duid, NOW, notice -> advice.add(interfaceName + ": " + notice.text()));
  }

  private static State holdingNothing(DelegationMemory memory) {
    ClientSettings settings =
        new ClientSettings(DUID, memory.ias().stream().map(NamedIa::request).toList());
    return new Client(settings, new Random(1)).start(Optional.empty());
  }

  private static State start(DelegationMemory memory) {
    ClientSettings settings =
        new ClientSettings(DUID, memory.ias().stream().map(NamedIa::request).toList());
    return new Client(settings, new Random(1)).start(memory.held(), memory.resizing());
  }

  private Path file(String interfaceName) {
    return folder.resolve(interfaceName + ".leases");
  }

  private static Duid duid(int last) {
    return new Duid.LinkLayer(1, Bytes.copyOf(new byte[] {2, (byte) last}));
  }
}
