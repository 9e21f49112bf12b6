/**
 * The probe of a cluster's LoadBalancer Services as a small program of its own: what a watcher does
 * with {@code cluster.l2}, without fabric8, whose classes would double its memory.
 *
 * <p>{@link dev.leasehold.prober.Prober} is the entry point. {@code FollowedServices} knows the
 * Services for {@link dev.leasehold.l2.LeaseKeeper}.
 */
@NullMarked
package dev.leasehold.prober;

import org.jspecify.annotations.NullMarked;
