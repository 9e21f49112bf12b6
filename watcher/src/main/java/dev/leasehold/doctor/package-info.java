/**
 * Finds problems that keep a watcher from its work, and their remedies: {@link
 * dev.leasehold.doctor.Doctor} on this machine, {@link dev.leasehold.doctor.TargetCheck} at the
 * repository, and {@link dev.leasehold.doctor.RouterCheck} on routers. The package changes nothing,
 * except that a person may let it add a host key.
 */
@NullMarked
package dev.leasehold.doctor;

import org.jspecify.annotations.NullMarked;
