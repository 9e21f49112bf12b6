/**
 * Services whose address is pinned: {@link dev.leasehold.pins.PinnedServices} leaves each of them
 * to its own pool, by the selectors of all other pools; {@link dev.leasehold.pins.InnerHosts} are
 * hosts that get a pool of their own with the next prefix, {@link dev.leasehold.pins.KeptServices}
 * those that keep their host parts in it, and {@link dev.leasehold.pins.OwnPools} both; {@link
 * dev.leasehold.pins.OneAddress} reports Services that lose an address too early.
 *
 * <p>LB-IPAM gives a Service an address of any pool that selects it, and which one it takes changes
 * with the order in which it learned of them. So a pinned Service must match one pool only.
 *
 * <p>{@link dev.leasehold.pins.PinnedPools} says whether the pools are Cilium's or MetalLB's, which
 * takes a pool that selects a Service before all others: {@link
 * dev.leasehold.pins.ServiceAllocation} writes that, {@link dev.leasehold.pins.MetalLbWarnings}
 * reports what is in its way.
 */
@NullMarked
package dev.leasehold.pins;

import org.jspecify.annotations.NullMarked;
