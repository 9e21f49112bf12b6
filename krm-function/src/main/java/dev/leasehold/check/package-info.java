/**
 * Problems that no API server reports in time: {@link dev.leasehold.check.Checks} finds in the
 * rendered documents what Cilium, MetalLB, Calico or the Gateway API would refuse, drop or silently
 * ignore. docs/validation.md lists the rules. {@link dev.leasehold.check.Delivery} finds the
 * documents that reach a cluster together.
 *
 * <p>One class per kind or theme, which is why there are more of them than elsewhere; none knows
 * another, except through the ranges and claims that they collect for the rules about two
 * documents. CheckedObject has over 300 lines: it has the lenient readers of all rules.
 */
@NullMarked
package dev.leasehold.check;

import org.jspecify.annotations.NullMarked;
