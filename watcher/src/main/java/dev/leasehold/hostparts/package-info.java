/**
 * Services that keep their host parts when a prefix changes ({@code hostParts: Keep}): which have
 * an address now ({@link dev.leasehold.hostparts.PartSearch}), remembered over a restart ({@link
 * dev.leasehold.hostparts.HostPartMemory}), for the commit that makes another prefix current
 * ({@link dev.leasehold.hostparts.Keeping}).
 */
@NullMarked
package dev.leasehold.hostparts;

import org.jspecify.annotations.NullMarked;
