/**
 * Finds problems on this machine that keep a watcher from receiving prefixes, and their remedies:
 * {@link dev.leasehold.doctor.Doctor}. The package sends and changes nothing.
 */
@NullMarked
package dev.leasehold.doctor;

import org.jspecify.annotations.NullMarked;
