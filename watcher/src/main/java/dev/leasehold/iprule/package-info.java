/**
 * The agent of a node: makes the kernel rules that the IPRuleConfig objects of the cluster ask for,
 * and no others.
 *
 * <p>{@link dev.leasehold.iprule.Agent} is the entry point. {@code RuleConfig} is one object,
 * {@code RulePlan} compares the objects with the kernel, {@code RuleLoop} carries the plan out.
 */
@NullMarked
package dev.leasehold.iprule;

import org.jspecify.annotations.NullMarked;
