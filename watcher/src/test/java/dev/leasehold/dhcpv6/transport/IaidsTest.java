package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IaidsTest {
  /** {@code printf wan0/56 | sha256sum | cut -c1-8}, as in versions before IAIDs had names. */
  private static final long WAN0_56 = 0x3ad7a784L;

  private static final long WAN0_60 = 0x33751ff8L;

  /** {@code printf wan0/home | sha256sum | cut -c1-8}. */
  private static final long WAN0_HOME = 0xf83e7a01L;

  private static final long WAN0_WORK = 0xdc08e955L;

  /** Otherwise users would lose their prefix after an update. */
  @Test
  void areStableAcrossVersions() {
    assertEquals(
        List.of(new NamedIa("home", WAN0_HOME, 56), new NamedIa("work", WAN0_WORK, 56)),
        assign(Map.of("work", 56, "home", 56), List.of(), Set.of()));
  }

  @Test
  void differByInterface() {
    assertNotEquals(
        WAN0_HOME,
        Iaids.assign("wan1", new TreeMap<>(Map.of("home", 56)), List.of(), Set.of())
            .getFirst()
            .iaid());
  }

  @Test
  void stayWhenTheLengthIsEdited() {
    assertEquals(
        List.of(new NamedIa("home", WAN0_HOME, 60)),
        assign(Map.of("home", 60), List.of(new NamedIa("home", WAN0_HOME, 56)), Set.of(WAN0_HOME)));
  }

  @Test
  void adoptLeasesOfEarlierVersions() {
    assertEquals(
        List.of(
            new NamedIa("home", WAN0_56, 56),
            new NamedIa("other", WAN0_60, 60),
            new NamedIa("work", WAN0_WORK, 56)),
        assign(Map.of("home", 56, "work", 56, "other", 60), List.of(), Set.of(WAN0_56, WAN0_60)));
  }

  @Test
  void adoptOnlyHeldIaids() {
    assertEquals(
        List.of(new NamedIa("home", WAN0_HOME, 56)),
        assign(Map.of("home", 56), List.of(), Set.of(WAN0_60)));
  }

  @Test
  void keepAnAdoptedIaid() {
    List<NamedIa> known = List.of(new NamedIa("work", WAN0_56, 56));
    assertEquals(
        List.of(new NamedIa("home", WAN0_HOME, 56), new NamedIa("work", WAN0_56, 56)),
        assign(Map.of("home", 56, "work", 56), known, Set.of(WAN0_56)));
  }

  @Test
  void giveTheLaterNameTheNextNumberOnACollision() {
    List<NamedIa> known = List.of(new NamedIa("zone", WAN0_HOME, 56));
    assertEquals(
        List.of(new NamedIa("home", WAN0_HOME + 1, 56), new NamedIa("zone", WAN0_HOME, 56)),
        assign(Map.of("home", 56, "zone", 56), known, Set.of()));
  }

  private static List<NamedIa> assign(
      Map<String, Integer> lengths, List<NamedIa> known, Set<Long> held) {
    return Iaids.assign("wan0", new TreeMap<>(lengths), known, held);
  }
}
