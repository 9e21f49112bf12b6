package dev.leasehold.iprule;

import static dev.leasehold.iprule.RuleConfigTest.object;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.apiserver.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which rules the objects of a cluster want. */
final class WantedRulesTest {
  private final WantedRules wanted = new WantedRules();

  private static ApiObject config(String name, String source, long table, String state) {
    return object(name, Map.of("serviceIP", source, "table", table, "state", state));
  }

  private List<String> rules() {
    return new VrfTables()
        .resolve(wanted.snapshot().orElseThrow().present(), Map.of()).stream()
            .map(String::valueOf)
            .toList();
  }

  private List<String> absent() {
    return wanted.snapshot().orElseThrow().absent().stream().map(ApiObject::name).toList();
  }

  /** Before that an empty set would delete the rules of the agent that ran before. */
  @Test
  void knowsNothingBeforeTheFirstList() {
    assertEquals(Optional.empty(), wanted.snapshot());
    wanted.replace(List.of());
    assertEquals(List.of(), rules());
  }

  @Test
  void followsListsAndChanges() {
    wanted.replace(
        List.of(config("a", "10.0.0.1", 100, "present"), config("b", "10.0.0.2", 100, "present")));
    wanted.put(config("b", "10.0.0.2", 200, "present"));
    wanted.put(config("c", "fd00::3", 100, "present"));
    wanted.remove("a");
    assertEquals(
        List.of("from 10.0.0.2 lookup 200 priority 1000", "from fd00::3 lookup 100 priority 1000"),
        rules());
    wanted.replace(List.of(config("d", "10.0.0.4", 100, "present")));
    assertEquals(List.of("from 10.0.0.4 lookup 100 priority 1000"), rules());
    assertEquals(6, wanted.processed());
  }

  @Test
  void makesOneRuleOfTwoObjectsThatWantTheSame() {
    wanted.replace(
        List.of(config("a", "10.0.0.1", 100, "present"), config("b", "10.0.0.1", 100, "present")));
    assertEquals(List.of("from 10.0.0.1 lookup 100 priority 1000"), rules());
    wanted.put(config("a", "10.0.0.1", 100, "absent"));
    assertEquals(List.of("from 10.0.0.1 lookup 100 priority 1000"), rules(), "present wins");
    assertEquals(List.of("a"), absent());
    wanted.put(config("b", "10.0.0.1", 100, "absent"));
    assertEquals(List.of(), rules());
    assertEquals(List.of("a", "b"), absent());
  }

  @Test
  void leavesOutWhatIsInvalid() {
    wanted.replace(
        List.of(config("a", "10.0.0.1", 0, "present"), config("b", "10.0.0.2", 1, "present")));
    assertEquals(List.of("from 10.0.0.2 lookup 1 priority 1000"), rules());
    assertEquals(List.of(), absent());
    wanted.put(config("a", "10.0.0.1", 1, "present"));
    assertEquals(2, rules().size());
  }
}
