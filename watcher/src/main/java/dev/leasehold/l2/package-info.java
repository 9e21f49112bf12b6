/**
 * Finds addresses of LoadBalancer Services that do not answer, and repairs what holds them up.
 *
 * <p>Cilium announces an address on the link (ARP, NDP) from the node that holds the Lease of its
 * Service. {@link dev.leasehold.l2.AddressProbe} tries the addresses, {@link
 * dev.leasehold.l2.StuckLeases} decides which Leases to delete, and {@link
 * dev.leasehold.l2.LeaseKeeper} does so, at the API server that {@link
 * dev.leasehold.l2.AnnouncementLeases} are of. A watcher and the probe use it.
 */
@NullMarked
package dev.leasehold.l2;

import org.jspecify.annotations.NullMarked;
