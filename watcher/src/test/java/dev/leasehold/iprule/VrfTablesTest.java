package dev.leasehold.iprule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.cli.Logged;
import dev.leasehold.net.Address;
import dev.leasehold.net.RoutingTable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tables of the VRFs that objects name. */
final class VrfTablesTest {
  private final SortedMap<String, RuleConfig.Present> objects = new TreeMap<>();
  private final VrfTables vrfs = new VrfTables();

  private void vrf(String object, String source, String name) {
    objects.put(
        object, new RuleConfig.Present(Address.parse(source), new RoutingTable.OfVrf(name), 1_000));
  }

  private void table(String object, String source, long number) {
    objects.put(
        object,
        new RuleConfig.Present(Address.parse(source), new RoutingTable.Numbered(number), 1_000));
  }

  private List<String> rules(Map<String, Long> tables) {
    return vrfs.resolve(objects, tables).stream().map(String::valueOf).toList();
  }

  @Test
  void aRuleHasTheTableThatTheVrfHasNow() {
    vrf("a", "10.0.0.1", "blue");
    vrf("b", "fd00::1", "red");
    table("c", "10.0.0.3", 7);
    assertEquals(
        List.of(
            "from 10.0.0.1 lookup 100 priority 1000",
            "from fd00::1 lookup 4294967295 priority 1000",
            "from 10.0.0.3 lookup 7 priority 1000"),
        rules(Map.of("blue", 100L, "red", 4_294_967_295L, "green", 5L)));
    assertEquals(
        List.of("from 10.0.0.1 lookup 200 priority 1000", "from 10.0.0.3 lookup 7 priority 1000"),
        rules(Map.of("blue", 200L)));
    assertEquals(1, vrfs.waiting());
    assertEquals(List.of("from 10.0.0.3 lookup 7 priority 1000"), rules(Map.of()));
    assertEquals(2, vrfs.waiting());
  }

  @Test
  void objectsWithEqualRulesHaveOne() {
    vrf("a", "10.0.0.1", "blue");
    table("b", "10.0.0.1", 100);
    vrf("c", "10.0.0.1", "other-name");
    Map<String, Long> tables = Map.of("blue", 100L, "other-name", 100L);
    List<String> one = List.of("from 10.0.0.1 lookup 100 priority 1000");
    assertEquals(one, rules(tables));
    objects.remove("b");
    assertEquals(one, rules(tables));
    objects.remove("a");
    assertEquals(one, rules(tables));
    objects.remove("c");
    assertEquals(List.of(), rules(tables));
  }

  /** One line for a VRF, however many objects name it and however often they are compared. */
  @Test
  void logsAMissingVrfOnce() {
    vrf("iprc-10-0-0-1-vblue", "10.0.0.1", "blue");
    vrf("iprc-10-0-0-2-vblue", "10.0.0.2", "blue");
    try (Logged log = Logged.by(VrfTables.class)) {
      assertEquals(0, rules(Map.of()).size());
      assertEquals(0, rules(Map.of("red", 5L)).size());
      assertEquals(
          List.of(
              "no rule for IPRuleConfig iprc-10-0-0-1-vblue and 1 more: this node has no VRF blue."
                  + " Create it with ip link add, or correct the IPRule"),
          log.lines(""));
      assertEquals(2, rules(Map.of("blue", 9L)).size());
      assertEquals("this node has the VRF blue now, with table 9", log.lines("").getLast());
      assertEquals(0, rules(Map.of()).size());
      assertEquals(3, log.lines("").size(), "it is missing again");
      objects.clear();
      assertEquals(0, rules(Map.of()).size());
      assertEquals(3, log.lines("").size(), "nothing asks for it");
      assertEquals(0, vrfs.waiting());
    }
  }
}
