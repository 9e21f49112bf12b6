/**
 * Services whose address is pinned: {@link dev.leasehold.pins.PinnedServices} leaves each of them
 * to its own pool, by the selectors of all other pools.
 *
 * <p>LB-IPAM gives a Service an address of any pool that selects it, and which one it takes changes
 * with the order in which it learned of them. So a pinned Service must match one pool only.
 */
@NullMarked
package dev.leasehold.pins;

import org.jspecify.annotations.NullMarked;
