package dev.leasehold.servicerules;

import java.util.List;

/**
 * The state of the IPRuleConfig objects of a watcher.
 *
 * @param rules the valid IPRules
 * @param services the Services that need a config
 * @param desired the configs that are wanted
 * @param present the objects of this watcher with {@code state: present}
 * @param absent those with {@code state: absent}, which the agents delete
 * @param created the objects that were created since the start
 * @param updated the objects that were corrected since the start
 * @param markedAbsent the objects that were marked absent since the start
 * @param waitingFor what was not read yet, so that nothing is marked absent; empty: all was read
 * @param problems what a person has to correct, one sentence each without the full stop
 */
public record RuleStatus(
    int rules,
    int services,
    int desired,
    int present,
    int absent,
    long created,
    long updated,
    long markedAbsent,
    String waitingFor,
    List<String> problems) {
  public RuleStatus {
    problems = List.copyOf(problems);
  }
}
