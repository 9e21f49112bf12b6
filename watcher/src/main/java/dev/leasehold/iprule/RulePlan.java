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
 * @param pruned rules of other programs that nothing wants, in the range of priorities that is the
 *     agent's alone
 * @param hidden rules that would be pruned, but the kernel would delete another one in front of
 *     them
 * @param additions wanted rules that do not exist
 */
record RulePlan(
    List<KernelRule> deletions,
    List<KernelRule> pruned,
    List<KernelRule> hidden,
    List<SourceRule> additions) {
  /**
   * The routing protocol that marks the rules of the agent; docs/ip-rules.md gives it a name for
   * {@code ip rule}. Numbers in use: 99 openr, from 186 the routing daemons.
   */
  static final int PROTOCOL = 98;

  RulePlan {
    deletions = List.copyOf(deletions);
    pruned = List.copyOf(pruned);
    hidden = List.copyOf(hidden);
    additions = List.copyOf(additions);
  }

  /**
   * Compares. A rule of another protocol never counts, even if it says the same, and it is not
   * touched outside of the range.
   *
   * @param alone the priorities that no other program uses for rules of one source address
   */
  static RulePlan of(Set<SourceRule> wanted, List<KernelRule> kernel, PriorityRange alone) {
    Set<SourceRule> missing = new LinkedHashSet<>(wanted);
    Set<SourceRule> kept = new HashSet<>();
    List<KernelRule> deletions = new ArrayList<>();
    List<KernelRule> pruned = new ArrayList<>();
    List<KernelRule> hidden = new ArrayList<>();
    for (int i = 0; i < kernel.size(); i++) {
      KernelRule rule = kernel.get(i);
      if (rule.protocol() != PROTOCOL) {
        Optional<SourceRule> certain =
            rule.certain()
                .filter(plain -> alone.contains(plain.priority()) && !wanted.contains(plain));
        if (certain.isPresent()) {
          boolean isHidden = kernel.subList(0, i).stream().anyMatch(other -> other.isLike(rule));
          (isHidden ? hidden : pruned).add(rule);
        }
        continue;
      }
      Optional<SourceRule> plain = rule.plain().filter(wanted::contains);
      if (plain.isPresent() && kept.add(plain.get())) {
        missing.remove(plain.get());
      } else {
        deletions.add(rule);
      }
    }
    return new RulePlan(deletions, pruned, hidden, List.copyOf(missing));
  }

  boolean isEmpty() {
    return deletions.isEmpty() && pruned.isEmpty() && additions.isEmpty();
  }
}
