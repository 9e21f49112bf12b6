package dev.leasehold.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.servicerules.GitRules;
import dev.leasehold.servicerules.RuleSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The IPRules of a package, for the controller. */
final class RulesInGitTest {
  private static final String FILE = "intent/rules.yaml";
  private static final String RULE =
      """
      apiVersion: api.operator.brtrm.dev/v1alpha1
      kind: IPRule
      metadata:
        name: %s
        annotations: {config.kubernetes.io/local-config: "%s"}
      spec:
        cidr: %s
        table: 100
      """;

  @TempDir private Path folder;

  private static List<String> names(GitRules rules) {
    return rules.rules().stream().map(rule -> rule.name() + " " + rule.cidr()).toList();
  }

  @Test
  void readsTheRulesThatNeverReachACluster() {
    House house =
        House.in(
            folder,
            House.files(
                FILE,
                RULE.formatted("local", "true", "203.0.113.0/24")
                    + "---\n"
                    + RULE.formatted("delivered", "false", "203.0.113.0/24")));
    assertEquals(
        new GitRules(
            true,
            List.of(
                new RuleSpec("IPRule local in " + FILE, "local", "203.0.113.0/24", "100", "", ""))),
        house.watch.rules());
    AtomicInteger changes = new AtomicInteger();
    house.watch.onRulesChange(changes::incrementAndGet);
    house.somebodyWrites("README.md", "Mine.\n");
    house.looksAtTip();
    assertEquals(0, changes.get());
    house.somebodyWrites(FILE, RULE.formatted("local", "true", "198.51.100.0/24"));
    house.looksAtTip();
    assertEquals(List.of("local 198.51.100.0/24"), names(house.watch.rules()));
    assertEquals(1, changes.get());
  }

  /** The commit is ours, so it is not read again. */
  @Test
  void knowsTheRulesAfterItsOwnCommit() {
    House house =
        House.in(
            folder,
            House.files(
                FILE,
                RULE.formatted("local", "true", "2001:db8:a::2000/120")
                    + """
                    ---
                    apiVersion: leasehold.dev/v1alpha1
                    kind: DynamicPrefixBinding
                    metadata:
                      name: rule
                    spec:
                      prefixRef: {name: home, subnet: other}
                      target: {kind: IPRule, name: local}
                    """));
    house.holding(House.A);
    house.hears(House.R1, House.deprecated(House.A), House.preferred(House.B)).after(5);
    assertEquals(
        List.of("local-2001-db8-b--2000-120 2001:db8:b::2000/120", "local 2001:db8:a::2000/120"),
        names(house.watch.rules()));
  }

  @Test
  void isIncompleteWhileAFileCannotBeRead() {
    House house = House.in(folder, House.files(FILE, RULE.formatted("local", "true", "a")));
    assertTrue(house.watch.rules().isComplete());
    house.somebodyWrites(FILE, RULE.formatted("local", "true", "a") + "spec: [\n");
    house.looksAtTip();
    assertFalse(house.watch.rules().isComplete());
    house.somebodyWrites(FILE, "# gone\n");
    house.looksAtTip();
    assertEquals(GitRules.NONE, house.watch.rules());
  }

  @Test
  void isIncompleteBeforeTheFirstFetch() {
    House house = House.in(folder);
    house.breaksTheConnection();
    house.restartsWithoutState();
    assertEquals(GitRules.UNKNOWN, house.watch.rules());
    house.restoresTheConnection();
    house.looksAtTip();
    assertEquals(GitRules.NONE, house.watch.rules());
  }
}
