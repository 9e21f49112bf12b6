/**
 * What a binding can feed: {@link dev.leasehold.targets.TargetKind} is a sort of object, {@link
 * dev.leasehold.targets.AddressList} a place in one that holds addresses, {@link
 * dev.leasehold.targets.SlotUpdate} puts them there beside what others own.
 *
 * <p>Most kinds are documents, {@code target-kinds/} or a TargetKind of the package. More than 15
 * types, because what no document can describe has types of its own.
 */
@NullMarked
package dev.leasehold.targets;

import org.jspecify.annotations.NullMarked;
