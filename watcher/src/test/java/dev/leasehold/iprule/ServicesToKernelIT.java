package dev.leasehold.iprule;

import static dev.leasehold.iprule.RuleConfigTest.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.net.Address;
import dev.leasehold.netlink.KernelRule;
import dev.leasehold.netlink.RuleTable;
import dev.leasehold.netlink.SourceRule;
import dev.leasehold.rulecontroller.ServiceChurn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random changes of Services and IPRules become objects, and these become rules of a real kernel,
 * beside rules of other programs and changes by hand. Objects are compared with a model of the
 * Services, and the rules with the objects.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class ServicesToKernelIT {
  private static final int STEPS = 10_000;

  /** Commands of {@code ip} are slow beside messages of netlink. */
  private static final int STEPS_BETWEEN_COMMANDS = 250;

  private static final int FOREIGN_PROTOCOL = 97;
  private static final int MOST_FOREIGN = 12;
  private static final long DEFAULT_PRIORITY = 1_000;

  private final Random random = new Random(20_261_130);
  private final ServiceChurn churn = new ServiceChurn(random);
  private final WantedRules wanted = new WantedRules();
  private final TreeSet<String> foreign = new TreeSet<>();
  private List<ApiObject> absentHere = List.of();

  /** The rules that the objects ask for; there is no VRF here, so one of a VRF is not made. */
  private List<String> expected(Map<String, Map<String, Object>> objects) {
    TreeSet<String> rules = new TreeSet<>();
    for (Map<String, Object> spec : objects.values()) {
      if ("present".equals(spec.get("state")) && spec.containsKey("table")) {
        if (!spec.containsKey("vrf")) {
          rules.add(
              "from %s lookup %s priority %s protocol %d"
                  .formatted(
                      spec.get("serviceIP"),
                      spec.get("table"),
                      spec.getOrDefault("priority", DEFAULT_PRIORITY),
                      RulePlan.PROTOCOL));
        }
      }
    }
    return Stream.concat(rules.stream(), foreign.stream()).sorted().toList();
  }

  /** The rules of the kernel, without those that every network namespace has. */
  private static List<String> present(RuleTable table) throws Exception {
    List<String> rules = new ArrayList<>();
    for (KernelRule rule : table.dump()) {
      if (rule.protocol() == RulePlan.PROTOCOL || rule.protocol() == FOREIGN_PROTOCOL) {
        rules.add(rule + " protocol " + rule.protocol());
      }
    }
    return rules.stream().sorted().toList();
  }

  /** What people and other programs do at the node. */
  private void disturb(RuleTable own, RuleTable others, RuleNamespace node, int step)
      throws Exception {
    List<KernelRule> rules = own.dump();
    KernelRule rule = rules.get(random.nextInt(rules.size()));
    if (rule.protocol() == RulePlan.PROTOCOL) {
      assertTrue(own.delete(rule).isEmpty(), "deleted by hand");
    } else if (rule.protocol() == FOREIGN_PROTOCOL && foreign.size() > MOST_FOREIGN) {
      assertTrue(others.delete(rule).isEmpty(), "deleted by its program");
      foreign.remove(rule + " protocol " + FOREIGN_PROTOCOL);
    } else {
      addForeign(others);
    }
    if (step % STEPS_BETWEEN_COMMANDS == 0 && random.nextBoolean()) {
      String _ = node.ip("rule flush protocol " + RulePlan.PROTOCOL);
    }
  }

  /** A rule of another program, maybe the very one that an agent would make. */
  private void addForeign(RuleTable others) throws IOException {
    SourceRule rule =
        new SourceRule(
            Address.parse("10.96.0." + random.nextInt(10)),
            100 + random.nextInt(2),
            random.nextBoolean() ? DEFAULT_PRIORITY : 1 + random.nextInt(3));
    if (others.add(rule).isEmpty()) {
      foreign.add(rule + " protocol " + FOREIGN_PROTOCOL);
    }
  }

  @Test
  void theKernelHasWhatServicesAndRulesAskForAndKeepsWhatIsForeign() throws Exception {
    AgentCounts counts = new AgentCounts();
    RuleLoop loop =
        new RuleLoop(wanted, counts, absent -> absentHere = absent, () -> 0L, PriorityRange.NONE);
    int most = 0;
    try (RuleNamespace node = RuleNamespace.make("services");
        RuleTable table = node.open(RulePlan.PROTOCOL);
        RuleTable others = node.open(FOREIGN_PROTOCOL)) {
      for (int step = 0; step < STEPS; step++) {
        churn.step(step);
        Map<String, Map<String, Object>> objects = churn.objects();
        wanted.replace(
            objects.entrySet().stream().map(one -> object(one.getKey(), one.getValue())).toList());
        disturb(table, others, node, step);
        assertTrue(loop.reconcile(table));
        List<String> expected = expected(objects);
        assertEquals(expected, present(others), "step " + step);
        most = Math.max(most, expected.size());
        if (step % STEPS_BETWEEN_COMMANDS == 0) {
          assertEquals(expected.size(), node.rules().size(), node.rules().toString());
        }
        for (ApiObject absent : absentHere) { // the last of the agents
          if (random.nextInt(4) == 0) {
            churn.delete(absent.name());
          }
        }
      }
      churn.assertVaried(STEPS);
      assertTrue(most > 10, "rules at a time: " + most);
      assertTrue(foreign.size() > MOST_FOREIGN / 2, "foreign rules: " + foreign.size());
    }
  }
}
