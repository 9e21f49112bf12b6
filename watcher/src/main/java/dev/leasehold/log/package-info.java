/**
 * The log and terminal output, and the two kinds of failure that users read: {@link
 * dev.leasehold.log.CorrectableException}, which the user can correct, and {@link
 * dev.leasehold.log.Bug}, which only the developers can.
 */
@NullMarked
package dev.leasehold.log;

import org.jspecify.annotations.NullMarked;
