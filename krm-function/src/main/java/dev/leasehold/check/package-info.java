/**
 * What no API server tells before it is too late: {@link dev.leasehold.check.Checks} looks at what
 * was rendered and says what Cilium, MetalLB, Calico or the Gateway API would refuse, drop or
 * silently not do. docs/validation.md lists the rules. {@link dev.leasehold.check.Delivery} tells
 * which documents reach a cluster together.
 *
 * <p>One class per kind or theme, which is why there are more of them than elsewhere; none knows
 * another, except through the ranges and claims that they collect for the rules about two
 * documents. CheckedObject has over 300 lines: it has the lenient readers of all rules.
 */
@NullMarked
package dev.leasehold.check;

import org.jspecify.annotations.NullMarked;
