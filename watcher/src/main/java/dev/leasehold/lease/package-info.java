/**
 * The lease policies: they decide the leases in Git from the observations of the sources. {@link
 * dev.leasehold.lease.PrefixPolicy} adds {@link dev.leasehold.source.Observation}s to {@link
 * dev.leasehold.lease.Sightings} and decides. A {@link dev.leasehold.lease.Decision} has the
 * changes, their reasons, and the time of the next decision. {@link
 * dev.leasehold.lease.RouterMemory} keeps the sightings across restarts. It is the only type here
 * that uses a disk.
 *
 * <p>The state of one source is a {@link dev.leasehold.lease.PrefixProvider}: a {@link
 * dev.leasehold.lease.Sighting} for each prefix that it announced, an {@link
 * dev.leasehold.lease.Absence} for each that it left out, its {@link dev.leasehold.lease.Cadence}
 * and {@link dev.leasehold.lease.Liveness}. {@link dev.leasehold.lease.Evidence} combines all
 * sources. The package has more types than usual, because none of them is useful without the
 * others.
 *
 * <p>{@link dev.leasehold.lease.AddressPolicy} does the same for public addresses: an {@link
 * dev.leasehold.lease.AddressReport} is what a router said about one of its interfaces. The policy
 * is longer than a type usually is, because each of its steps needs what the one before decided.
 *
 * <p>Git is the source of truth for leases. Nothing here uses a clock, a network, Git or
 * randomness. The lease at the tip and the time are arguments.
 */
@NullMarked
package dev.leasehold.lease;

import org.jspecify.annotations.NullMarked;
