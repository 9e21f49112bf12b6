package dev.leasehold.iprule;

import dev.leasehold.netlink.KernelRule;
import dev.leasehold.netlink.SourceRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What has to be done so that the rules of the agent are the wanted ones.
 *
 * @param deletions rules of the agent that nothing wants, or that exist twice
 * @param additions wanted rules that do not exist
 */
record RulePlan(List<KernelRule> deletions, List<SourceRule> additions) {
  /**
   * The routing protocol that marks the rules of the agent; docs/ip-rules.md gives it a name for
   * {@code ip rule}. Numbers in use: 99 openr, from 186 the routing daemons.
   */
  static final int PROTOCOL = 98;

  RulePlan {
    deletions = List.copyOf(deletions);
    additions = List.copyOf(additions);
  }

  /**
   * Compares; a rule of another protocol is never touched and never counts, even if it says the
   * same.
   */
  static RulePlan of(Set<SourceRule> wanted, List<KernelRule> kernel) {
    Set<SourceRule> missing = new LinkedHashSet<>(wanted);
    Set<SourceRule> kept = new HashSet<>();
    List<KernelRule> deletions = new ArrayList<>();
    for (KernelRule rule : kernel) {
      if (rule.protocol() != PROTOCOL) {
        continue;
      }
      Optional<SourceRule> plain = rule.plain().filter(wanted::contains);
      if (plain.isPresent() && kept.add(plain.get())) {
        missing.remove(plain.get());
      } else {
        deletions.add(rule);
      }
    }
    return new RulePlan(deletions, List.copyOf(missing));
  }

  boolean isEmpty() {
    return deletions.isEmpty() && additions.isEmpty();
  }
}
