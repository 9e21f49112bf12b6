/**
 * Says what on this machine keeps prefixes from being heard, and what to do about it: {@link
 * dev.leasehold.doctor.Doctor}. Nothing is sent, and nothing is changed.
 */
@NullMarked
package dev.leasehold.doctor;

import org.jspecify.annotations.NullMarked;
