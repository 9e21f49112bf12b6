/**
 * {@link dev.leasehold.fence.Fence}: whether this process may act outside of itself now. Everything
 * that sends DHCPv6 messages, runs commands on routers, pushes, or changes something at a forge
 * asks it first.
 */
@NullMarked
package dev.leasehold.fence;

import org.jspecify.annotations.NullMarked;
