/**
 * How the log and the terminal are written, and the two kinds of failure that a person reads:
 * {@link dev.leasehold.log.CorrectableException}, which somebody can correct, and {@link
 * dev.leasehold.log.Bug}, which nobody but us can.
 */
@NullMarked
package dev.leasehold.log;

import org.jspecify.annotations.NullMarked;
