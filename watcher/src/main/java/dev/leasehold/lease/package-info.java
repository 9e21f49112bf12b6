/**
 * The lease book: what sources say of a prefix, and what should therefore be in Git.
 *
 * <p>Sources hand in {@link dev.leasehold.lease.Observation}s; nothing here touches a network, a
 * clock or Git.
 */
@NullMarked
package dev.leasehold.lease;

import org.jspecify.annotations.NullMarked;
