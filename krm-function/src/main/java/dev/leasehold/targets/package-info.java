/**
 * What a binding can feed: {@link dev.leasehold.targets.TargetKind} is a sort of object, {@link
 * dev.leasehold.targets.AddressList} a place in one that holds addresses, {@link
 * dev.leasehold.targets.SlotUpdate} puts them there beside what others own.
 *
 * <p>More than 15 types, because each sort of object and each spelling of addresses has its own.
 */
@NullMarked
package dev.leasehold.targets;

import org.jspecify.annotations.NullMarked;
