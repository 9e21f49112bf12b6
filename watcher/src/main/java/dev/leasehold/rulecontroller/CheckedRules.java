package dev.leasehold.rulecontroller;

import dev.leasehold.servicerules.IpRule;
import dev.leasehold.servicerules.RuleSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * IPRules, checked.
 *
 * @param invalid the names of those that are not valid
 * @param problems what is wrong with those, one sentence each
 */
record CheckedRules(List<IpRule> valid, Set<String> invalid, List<String> problems) {
  static CheckedRules of(Collection<RuleSpec> specs) {
    List<IpRule> valid = new ArrayList<>();
    Set<String> invalid = new TreeSet<>();
    Set<String> problems = new TreeSet<>();
    for (RuleSpec spec : specs) {
      try {
        valid.add(IpRule.of(spec));
      } catch (IllegalArgumentException e) {
        invalid.add(spec.name());
        problems.add(
            spec.place()
                + ": "
                + e.getMessage()
                + ". The rules that it made stay until it is corrected or deleted");
      }
    }
    return new CheckedRules(valid, invalid, List.copyOf(problems));
  }
}
