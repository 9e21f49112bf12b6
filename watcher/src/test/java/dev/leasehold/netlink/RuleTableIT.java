package dev.leasehold.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.cli.Namespace;
import dev.leasehold.net.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of a real kernel, beside the real {@code ip rule}. */
final class RuleTableIT {
  private static final int OURS = 98;
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final SourceRule V4 = rule("10.96.23.17", 100, 1_000);
  private static final SourceRule V6 = rule("fd00:10:96::1", 70_000, 1_001);

  private final String node = "leasehold-rules-" + ProcessHandle.current().pid();
  private RuleTable table;

  private static SourceRule rule(String source, long table, long priority) {
    return new SourceRule(Address.parse(source), table, priority);
  }

  @BeforeEach
  void open() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, for a namespace");
    String _ = Namespace.run(List.of("ip", "netns", "add", node), "");
    table = Namespace.inside(node, () -> RuleTable.open(OURS));
  }

  @AfterEach
  void close() throws Exception {
    if (table != null) {
      table.close();
      Namespace.remove(node);
    }
  }

  private String shown() throws Exception {
    return (Namespace.ip(node, "rule show") + Namespace.ip(node, "-6 rule show"))
        .replaceAll("[\\t ]+", " ");
  }

  private List<KernelRule> ours() throws Exception {
    return table.dump().stream().filter(rule -> rule.protocol() == OURS).toList();
  }

  @Test
  void addsAndDeletesWhatIpRuleShows() throws Exception {
    assertEquals(Optional.empty(), table.add(V4));
    assertEquals(Optional.empty(), table.add(V6));
    assertTrue(shown().contains("1000: from 10.96.23.17 lookup 100 proto 98"), shown());
    assertTrue(shown().contains("1001: from fd00:10:96::1 lookup 70000 proto 98"), shown());
    assertEquals(Optional.empty(), table.add(V4), "it exists already");
    assertEquals(
        List.of(V4, V6), ours().stream().map(KernelRule::plain).map(Optional::get).toList());
    for (KernelRule rule : ours()) {
      assertEquals(Optional.empty(), table.delete(rule));
      assertEquals(Optional.empty(), table.delete(rule), "it is gone already");
    }
    assertFalse(shown().contains("proto 98"), shown());
  }

  /** Defect 7 of ip-rule-operator: a delete without the mark removed a foreign fwmark rule. */
  @Test
  void leavesForeignRulesOfTheSameAddress() throws Exception {
    List<String> foreign =
        List.of(
            "from 10.96.23.17 table 100 priority 1000",
            "from 10.96.23.17 fwmark 7 table 100 priority 1000",
            "from 10.96.23.17 table 100 priority 1000 protocol 99");
    for (String words : foreign) {
      String _ = Namespace.ip(node, "rule add " + words);
    }
    String before = shown();
    assertEquals(Optional.empty(), table.add(V4));
    assertEquals(1, ours().size());
    assertEquals(Optional.empty(), table.delete(ours().getFirst()));
    assertEquals(before, shown());
    KernelRule other =
        table.dump().stream().filter(rule -> rule.protocol() == 99).findFirst().orElseThrow();
    assertThrows(IllegalArgumentException.class, () -> table.delete(other));
  }

  @Test
  void deletesExactlyTheRuleThatWasShown() throws Exception {
    List<String> odd =
        List.of(
            "rule add from 10.96.23.17 fwmark 7/15 table 100 priority 1000 protocol 98",
            "rule add not from 10.96.23.0/24 to 192.0.2.0/24 table 100 priority 1000 protocol 98",
            "rule add from 10.96.23.17 iif lo ipproto tcp dport 80 table 5 priority 9 protocol 98",
            "rule add from 10.96.23.17 table main suppress_prefixlength 0 priority 8 protocol 98",
            "rule add from 10.96.23.17 blackhole priority 7 protocol 98",
            "-6 rule add from fd00::/16 oif lo table 9 priority 4 protocol 98");
    for (String words : odd) {
      String _ = Namespace.ip(node, words);
    }
    assertEquals(Optional.empty(), table.add(V4));
    List<KernelRule> all = ours();
    assertEquals(odd.size() + 1, all.size());
    for (KernelRule rule : all) {
      if (rule.plain().isEmpty()) {
        assertEquals(Optional.empty(), table.delete(rule));
      }
    }
    assertEquals(List.of(Optional.of(V4)), ours().stream().map(KernelRule::plain).toList());
  }

  @Test
  void readsMoreRulesThanFitIntoOneAnswer() throws Exception {
    List<SourceRule> many =
        IntStream.range(0, 2_000)
            .mapToObj(i -> rule("10.1." + i / 250 + "." + i % 250, 100, 1_000))
            .toList();
    for (SourceRule rule : many) {
      assertEquals(Optional.empty(), table.add(rule));
    }
    assertEquals(many, ours().stream().map(rule -> rule.plain().orElseThrow()).toList());
  }

  @Test
  void wakesWhenAnyRuleChanges() throws Exception {
    for (String family : List.of("-4", "-6")) {
      String _ = Namespace.ip(node, family + " rule add table 9 priority 5");
      assertEquals(RuleTable.Wait.CHANGED, table.await(DEADLINE));
    }
    table.wake();
    assertEquals(RuleTable.Wait.CHANGED, table.await(DEADLINE));
    table.stop();
    assertEquals(RuleTable.Wait.STOPPED, table.await(DEADLINE));
  }

  /** On a node with many Pods, interfaces come and go all the time. */
  @Test
  void doesNotTakeOtherInterfacesForAChange() throws Exception {
    String _ = Namespace.ip(node, "link add up0 type veth peer name up1");
    assertEquals(RuleTable.Wait.UNCHANGED, table.await(DEADLINE));
    String _ = Namespace.ip(node, "link del up0");
    String _ = Namespace.ip(node, "rule add table 9 priority 5");
    assertEquals(RuleTable.Wait.CHANGED, table.await(DEADLINE));
  }

  /** A kernel without the module vrf answers with all links. */
  @Test
  void findsNoVrfWhereThereIsNone() throws Exception {
    String _ = Namespace.ip(node, "link add up0 type veth peer name up1");
    assertEquals(Map.of(), table.vrfs());
  }

  /** Up to 4 they are the kernel's, and those of people. */
  @Test
  void refusesAProtocolThatIsNoMark() {
    assertThrows(IllegalArgumentException.class, () -> RuleTable.open(4));
  }
}
