/**
 * The long-running process: {@link dev.leasehold.daemon.Daemon} drives a watch with the events of
 * the sources, {@link dev.leasehold.daemon.Listeners} run one source per thread, and {@link
 * dev.leasehold.daemon.StateLock} keeps a second process out of the state directory.
 *
 * <p>{@link dev.leasehold.daemon.Tenure} says when the process works: always, or while it leads.
 * More types than elsewhere: this package connects all others.
 */
@NullMarked
package dev.leasehold.daemon;

import org.jspecify.annotations.NullMarked;
