/**
 * The lease policies: what sources say, and what should therefore be in Git. {@link
 * dev.leasehold.lease.PrefixPolicy} hears {@link dev.leasehold.source.Observation}s into {@link
 * dev.leasehold.lease.Sightings} and decides; a {@link dev.leasehold.lease.Decision} says what
 * changes, why, and when to look again. {@link dev.leasehold.lease.RouterMemory} carries the
 * sightings over a restart and is the one type here that touches a disk.
 *
 * <p>What is known of one source is a {@link dev.leasehold.lease.PrefixProvider}: a {@link
 * dev.leasehold.lease.Sighting} for each prefix that it mentioned, an {@link
 * dev.leasehold.lease.Absence} for each that it left out, its {@link dev.leasehold.lease.Cadence}
 * and {@link dev.leasehold.lease.Liveness}. {@link dev.leasehold.lease.Evidence} weighs all
 * sources. They are more types than a package should have, and none of them is of use without the
 * others.
 *
 * <p>Git is the truth for leases. Nothing here holds a clock, a network, Git or chance: the lease
 * at the tip and the time come in as arguments.
 */
@NullMarked
package dev.leasehold.lease;

import org.jspecify.annotations.NullMarked;
