/**
 * The long-running process: {@link dev.leasehold.daemon.Daemon} drives a watch with the events of
 * the sources, {@link dev.leasehold.daemon.Listeners} run one source per thread, and {@link
 * dev.leasehold.daemon.StateLock} keeps a second process out of the state directory.
 */
@NullMarked
package dev.leasehold.daemon;

import org.jspecify.annotations.NullMarked;
