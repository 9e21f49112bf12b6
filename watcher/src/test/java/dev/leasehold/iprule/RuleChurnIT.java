package dev.leasehold.iprule;

import static dev.leasehold.iprule.RuleConfigTest.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.netlink.RuleTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random changes of objects, of the agent's rules and of foreign ones, against a model: after each
 * comparison exactly the wanted and the foreign rules exist.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class RuleChurnIT {
  private static final int STEPS = 2_000;

  /** Conditions, in the spelling of {@code ip rule show}. */
  private static final List<String> FOREIGN_WORDS =
      List.of("", " fwmark 0x7", " iif lo", " to 192.0.2.0/24");

  private final Random random = new Random(20_261_129);
  private final WantedRules wanted = new WantedRules();
  private final Map<String, ApiObject> objects = new TreeMap<>();

  /** The foreign rules as {@code ip rule show} has them, by the words that delete them. */
  private final Map<String, String> foreign = new TreeMap<>();

  private List<ApiObject> absentHere = List.of();

  private String address() {
    int n = random.nextInt(6);
    return random.nextInt(3) == 0 ? "fd00:10::" + (n + 1) : "10.0.0." + n;
  }

  /** Of a table, or of a VRF that does not exist. */
  private ApiObject config(String name) {
    boolean isVrf = random.nextInt(5) == 0;
    return object(
        name,
        Map.of(
            "serviceIP",
            address(),
            isVrf ? "vrf" : "table",
            isVrf ? "blue" : (Object) (long) List.of(100, 200, 70_000).get(random.nextInt(3)),
            "priority",
            (long) List.of(0, 999, 2_000).get(random.nextInt(3)),
            "state",
            random.nextInt(4) == 0 ? "absent" : "present"));
  }

  /** What the objects want, in the spelling of {@code ip rule show}, by a way of its own. */
  private List<String> expected() {
    TreeSet<String> rules = new TreeSet<>();
    for (ApiObject object : objects.values()) {
      Map<String, Object> spec = object.spec();
      if ("present".equals(spec.get("state")) && spec.containsKey("table")) {
        long priority = spec.get("priority") instanceof Long given ? given : 0;
        rules.add(
            (priority == 0 ? 1_000 : priority)
                + ": from "
                + spec.get("serviceIP")
                + " lookup "
                + spec.get("table")
                + " proto 98");
      }
    }
    List<String> all = new ArrayList<>(rules);
    all.addAll(foreign.values());
    all.sort(null);
    return all;
  }

  private void step(RuleNamespace node) throws Exception {
    String name = "c" + random.nextInt(12);
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        ApiObject object = config(name);
        objects.put(name, object);
        wanted.put(object);
      }
      case 3 -> {
        objects.remove(name);
        wanted.remove(name);
      }
      case 4 -> wanted.replace(List.copyOf(objects.values()));
      case 5 -> { // by hand, every rule of the agent or one of them
        List<String> own = node.rules().stream().filter(rule -> rule.endsWith("proto 98")).toList();
        if (!own.isEmpty()) {
          String rule = own.get(random.nextInt(own.size()));
          String family = rule.contains("fd00") ? "-6 " : "";
          String _ =
              node.ip(
                  random.nextInt(5) == 0
                      ? family + "rule flush protocol 98"
                      : family + "rule del priority " + rule.replace(": ", " "));
        }
      }
      case 6 -> { // by hand, with the mark of the agent
        String from = address();
        String family = from.contains(":") ? "-6 " : "";
        if (node.rules().stream().noneMatch(r -> r.startsWith("50: from " + from + " "))) {
          String _ =
              node.ip(family + "rule add from " + from + " fwmark 9 table 7 priority 50 proto 98");
        }
      }
      default -> {
        if (foreign.size() < 12 || random.nextBoolean()) {
          addForeign(node);
        } else {
          String key = List.copyOf(foreign.keySet()).get(random.nextInt(foreign.size()));
          String _ = node.ip("rule del " + key);
          foreign.remove(key);
        }
      }
    }
  }

  /** A rule that looks like one of the agent's, but is not. */
  private void addForeign(RuleNamespace node) throws Exception {
    String from = "10.0.0." + random.nextInt(6);
    String more = FOREIGN_WORDS.get(random.nextInt(FOREIGN_WORDS.size()));
    int priority = List.of(1_000, 999, 5).get(random.nextInt(3));
    String protocol = List.of("boot", "97").get(random.nextInt(2));
    // ip rule del deletes the first that fits: no two may differ in other words only
    String key = "from " + from + " priority " + priority + " protocol " + protocol;
    if (!foreign.containsKey(key)) {
      String _ = node.ip("rule add " + key + more + " lookup 100");
      foreign.put(
          key,
          priority
              + ": from "
              + from
              + more
              + " lookup 100"
              + (protocol.equals("boot") ? "" : " proto 97"));
    }
  }

  /** A dump of the interfaces may fail while that of the rules works. */
  @Test
  void keepsTheKnownVrfsWhenTheyCannotBeRead() throws Exception {
    TreeMap<String, RuleConfig.Present> present = new TreeMap<>();
    present.put(
        "a",
        (RuleConfig.Present)
            RuleConfig.of(
                object("a", Map.of("serviceIP", "10.0.0.1", "vrf", "blue", "state", "present"))));
    VrfTables vrfs = new VrfTables();
    try (RuleNamespace node = RuleNamespace.make("vrfs")) {
      RuleTable table = node.open(RulePlan.PROTOCOL);
      assertEquals("", vrfs.read(present, table));
      table.close();
      assertNotEquals("", vrfs.read(present, table));
      assertThrows(IOException.class, () -> new VrfTables().read(present, table));
      assertEquals("", vrfs.read(new TreeMap<>(), table), "nothing asks for one");
    }
  }

  @Test
  void neverHasAWrongRuleAndNeverTouchesAForeignOne() throws Exception {
    AgentCounts counts = new AgentCounts();
    RuleLoop loop =
        new RuleLoop(wanted, counts, absent -> absentHere = absent, () -> 0L, PriorityRange.NONE);
    wanted.replace(List.of());
    try (RuleNamespace node = RuleNamespace.make("churn");
        RuleTable table = node.open(RulePlan.PROTOCOL)) {
      for (int i = 0; i < STEPS; i++) {
        step(node);
        if (random.nextInt(3) > 0) { // now and then several changes at once
          assertTrue(loop.reconcile(table));
          List<String> shown = new ArrayList<>(node.rules());
          shown.sort(null);
          assertEquals(expected(), shown, "step " + i);
          long absent =
              objects.values().stream()
                  .filter(object -> "absent".equals(object.spec().get("state")))
                  .count();
          assertEquals(absent, absentHere.size());
        }
      }
      assertTrue(foreign.size() > 10, "foreign rules: " + foreign.size());
    }
  }
}
