package dev.leasehold.iprule;

import static dev.leasehold.iprule.RuleConfigTest.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.netlink.RuleTable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes that follow one object, each at its own pace, with the rules of a real kernel. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class TwoNodesIT {
  private static final String RULE = "1000: from 10.96.0.1 lookup 100 proto 98";
  private static final String FOREIGN = "1000: from 10.96.0.1 lookup 100";

  private Node fast;
  private Node slow;

  /** What an agent has without its connection to the API server. */
  private static final class Node implements AutoCloseable {
    private final RuleNamespace namespace;
    private final RuleTable kernel;
    private final WantedRules wanted = new WantedRules();
    private final AgentCounts counts = new AgentCounts();
    private final RuleLoop loop;
    private List<ApiObject> toDelete = List.of();

    Node(String name) throws Exception {
      namespace = RuleNamespace.make(name);
      kernel = namespace.open(RulePlan.PROTOCOL);
      loop =
          new RuleLoop(wanted, counts, absent -> toDelete = absent, () -> 0L, PriorityRange.NONE);
    }

    /** The rules after a comparison. */
    List<String> rules() throws Exception {
      assertTrue(loop.reconcile(kernel));
      return namespace.rules();
    }

    @Override
    public void close() throws IOException {
      kernel.close();
      namespace.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    fast = new Node("fast");
    slow = new Node("slow");
    ApiObject present = version(1, "present");
    for (Node node : List.of(fast, slow)) {
      String _ = node.namespace.ip("rule add from 10.96.0.1 table 100 priority 1000");
      node.wanted.replace(List.of(present));
      assertEquals(List.of(FOREIGN, RULE), node.rules());
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (Node node : new Node[] {fast, slow}) {
      if (node != null) {
        node.close();
      }
    }
  }

  private static ApiObject version(int version, String state) {
    ApiObject one = object("a", Map.of("serviceIP", "10.96.0.1", "table", 100L, "state", state));
    return new ApiObject(
        "", one.name(), one.uid(), String.valueOf(version), one.spec(), one.status());
  }

  /** By hand, or with the IPRule that owns it: no agent ever saw it absent. */
  @Test
  void anObjectThatIsDeletedTakesItsRuleWithItOnEachNode() throws Exception {
    fast.wanted.remove("a");
    assertEquals(List.of(FOREIGN), fast.rules());
    assertEquals(List.of(FOREIGN, RULE), slow.rules(), "it has not heard of it");
    slow.wanted.replace(List.of()); // it was not connected meanwhile, and lists again
    assertEquals(List.of(FOREIGN), slow.rules());
  }

  @Test
  void anObjectThatIsPresentAgainKeepsItsRuleOnTheNodeThatWasSlow() throws Exception {
    ApiObject absent = version(2, "absent");
    fast.wanted.put(absent);
    assertEquals(List.of(FOREIGN), fast.rules());
    assertEquals(List.of(absent), fast.toDelete);

    // The API server refuses to delete version 2, because there is a version 3 (AgentIT).
    ApiObject again = version(3, "present");
    fast.wanted.put(again);
    assertEquals(List.of(FOREIGN, RULE), fast.rules());
    slow.wanted.put(absent);
    slow.wanted.put(again);
    assertEquals(List.of(FOREIGN, RULE), slow.rules());
    assertEquals(List.of(), slow.toDelete);
    String counts = slow.counts.text(0);
    assertTrue(counts.contains("\niprule_agent_rules_deleted_total 0.0\n"), counts);

    // The next time it is absent, the fast node deletes it before the slow one has seen that.
    ApiObject last = version(4, "absent");
    fast.wanted.put(last);
    assertEquals(List.of(FOREIGN), fast.rules());
    assertEquals(List.of(last), fast.toDelete);
    assertEquals(List.of(FOREIGN, RULE), slow.rules());
    slow.wanted.remove("a");
    assertEquals(List.of(FOREIGN), slow.rules());
  }
}
