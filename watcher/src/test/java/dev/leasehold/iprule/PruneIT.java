package dev.leasehold.iprule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.cli.Logged;
import dev.leasehold.netlink.RuleTable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules of other programs with the rules of a real kernel. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class PruneIT {
  /**
   * The kernel deletes the first rule that has all that a request names (rule_find in
   * net/core/fib_rules.c), and a rule without a condition has nothing that names its absence.
   */
  @Test
  void deletesNoRuleInPlaceOfAnother() throws Exception {
    List<String> words =
        List.of(
            "from 10.0.0.1 fwmark 0x7 table 5 priority 1000",
            "from 10.0.0.1 table 5 priority 1000", // the kernel would delete the one before
            "from 10.0.0.2 table 5 priority 1000",
            "from 10.0.0.2 fwmark 0x7 table 5 priority 1000",
            "from 10.0.0.3 iif lo table 5 priority 1000",
            "from 10.0.0.3 table 5 priority 1000", // the same
            "from 10.0.0.4 fwmark 0x7 table 5 priority 1000 protocol 97",
            "from 10.0.0.4 table 5 priority 1000", // of protocol 0, which is any in a request
            "from 10.0.0.5 fwmark 0x7 table 5 priority 1000 protocol 97",
            "from 10.0.0.5 table 5 priority 1000 protocol 96");
    WantedRules wanted = new WantedRules();
    wanted.replace(List.of());
    RuleLoop loop =
        new RuleLoop(
            wanted, new AgentCounts(), _ -> {}, () -> 0L, PriorityRange.parse("1000-1000"));
    try (RuleNamespace node = RuleNamespace.make("prune");
        RuleTable table = node.open(RulePlan.PROTOCOL);
        Logged log = Logged.by(RuleLoop.class)) {
      for (String rule : words) {
        String _ = node.ip("rule add " + rule);
      }
      for (int i = 0; i < 3; i++) {
        assertTrue(loop.reconcile(table));
      }
      assertEquals(
          List.of(
              "1000: from 10.0.0.1 fwmark 0x7 lookup 5",
              "1000: from 10.0.0.1 lookup 5",
              "1000: from 10.0.0.2 fwmark 0x7 lookup 5",
              "1000: from 10.0.0.3 iif lo lookup 5",
              "1000: from 10.0.0.3 lookup 5",
              "1000: from 10.0.0.4 fwmark 0x7 lookup 5 proto 97",
              "1000: from 10.0.0.4 lookup 5",
              "1000: from 10.0.0.5 fwmark 0x7 lookup 5 proto 97"),
          node.rules());
      assertEquals(2, log.lines("pruned: from 10.0.0.").size() - log.lines("not pruned").size());
      assertEquals(
          Stream.of("10.0.0.1", "10.0.0.3", "10.0.0.4")
              .map(address ->
                  "not pruned: from "
                      + address
                      + " lookup 5 priority 1000, made by protocol 0: the kernel would delete another"
                      + " rule of this address, table and priority, which has a condition more. Delete"
                      + " both by hand, and make that one again")
              .toList(),
          log.lines("not pruned: "));
    }
  }
}
