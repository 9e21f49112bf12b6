/**
 * Writes the IPRuleConfig objects that Services and IPRules ask for.
 *
 * <p>{@link dev.leasehold.rulecontroller.RuleController} is the entry point. {@code ConfigPlan}
 * compares what is wanted with the objects, {@code Reconciler} carries the plan out.
 */
@NullMarked
package dev.leasehold.rulecontroller;

import org.jspecify.annotations.NullMarked;
