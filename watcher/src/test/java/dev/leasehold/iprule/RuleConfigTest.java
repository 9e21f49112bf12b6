package dev.leasehold.iprule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.apiserver.ApiObject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an IPRuleConfig object means. */
final class RuleConfigTest {
  static ApiObject object(String name, Map<String, Object> spec) {
    return new ApiObject("", name, "uid-" + name, "1", spec, Map.of());
  }

  private static Map<String, Object> spec(String field, Object value) {
    Map<String, Object> spec =
        new HashMap<>(
            Map.of(
                "serviceIP", "10.96.23.17", "table", 100L, "priority", 1_000L, "state", "present"));
    spec.put(field, value);
    return spec;
  }

  private static String rule(Map<String, Object> spec) {
    RuleConfig.Present config = (RuleConfig.Present) RuleConfig.of(object("a", spec));
    return "from "
        + config.source()
        + " lookup "
        + config.table()
        + " priority "
        + config.priority();
  }

  private static String refusal(Map<String, Object> spec) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> RuleConfig.of(object("a", spec)))
            .getMessage());
  }

  /** The example of the source document. */
  @Test
  void readsTheDocumentedExample() {
    assertEquals("from 10.96.23.17 lookup 100 priority 1000", rule(spec("priority", 1_000L)));
    assertEquals(
        "from fd00:10:96::1 lookup 100 priority 1000", rule(spec("serviceIP", "fd00:10:96::1")));
  }

  /** Defect 8 of ip-rule-operator: the kernel puts a rule without one in front of all others. */
  @Test
  void givesAPriorityToARuleWithoutOne() {
    Map<String, Object> none = spec("table", 254L);
    none.remove("priority");
    assertEquals("from 10.96.23.17 lookup 254 priority 1000", rule(none));
    assertEquals("from 10.96.23.17 lookup 100 priority 1000", rule(spec("priority", 0L)));
  }

  @Test
  void saysWhichFieldIsInvalid() {
    assertEquals("spec.table: 0 is not from 1 to 4294967295", refusal(spec("table", 0L)));
    assertEquals(
        "spec.table: 4294967296 is not from 1 to 4294967295", refusal(spec("table", 1L << 32)));
    assertEquals(
        "spec.table: '99999999999999999999' is not a number of that size",
        refusal(spec("table", "99999999999999999999")));
    assertEquals("spec.priority: 32767 is not from 1 to 32766", refusal(spec("priority", 32_767L)));
    assertEquals("spec.priority: -1 is not from 1 to 32766", refusal(spec("priority", -1L)));
    assertEquals(
        "spec.state: 'gone' is neither present nor absent", refusal(spec("state", "gone")));
    assertEquals("spec.state is missing", refusal(Map.of("serviceIP", "10.0.0.1", "table", 1L)));
    assertEquals("spec.serviceIP is missing", refusal(Map.of("state", "present", "table", 1L)));
    assertEquals(
        "spec.serviceIP: 'None' is not an IP address:",
        refusal(spec("serviceIP", "None")).substring(0, 44));
  }

  @Test
  void readsTheNameOfAVrf() {
    Map<String, Object> vrf = spec("vrf", "blue");
    assertEquals("spec.table and spec.vrf cannot be combined; keep one", refusal(vrf));
    vrf.remove("table");
    assertEquals("from 10.96.23.17 lookup VRF blue priority 1000", rule(vrf));
    vrf.put("vrf", "a/b");
    assertEquals(
        "spec.vrf: 'a/b' is not the name of an interface: 1 to 15 ASCII characters, no blank, / or"
            + " :",
        refusal(vrf));
    vrf.remove("vrf");
    assertEquals("spec.table is missing; write it, or spec.vrf", refusal(vrf));
  }

  /** Defect of ip-rule-operator: an absent object with table 0 stayed for ever. */
  @Test
  void acceptsAnyAbsentObject() {
    Map<String, Object> broken = spec("table", 0L);
    broken.put("state", "absent");
    assertEquals(new RuleConfig.Absent(), RuleConfig.of(object("a", broken)));
  }
}
