package dev.leasehold.servicerules;

import java.util.List;

/**
 * The IPRules of packages in Git that never reach a cluster as objects.
 *
 * @param isComplete whether every package was read; if not, other rules may exist
 */
public record GitRules(boolean isComplete, List<RuleSpec> rules) {
  /** No package has a rule. */
  public static final GitRules NONE = new GitRules(true, List.of());

  /** The packages were not read yet. */
  public static final GitRules UNKNOWN = new GitRules(false, List.of());

  public GitRules {
    rules = List.copyOf(rules);
  }
}
