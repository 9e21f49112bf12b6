/**
 * Tells others at once: deliverers such as Flux and Argo CD about pushes, and people about events.
 * The entry point is {@link dev.leasehold.notify.Notifications}; the settings are {@link
 * dev.leasehold.notify.Receiver}s.
 *
 * <p>A notification is a hint. It never holds up a commit, and its loss costs time only: deliverers
 * poll, and people have the log. Therefore nothing is kept over a restart.
 */
@NullMarked
package dev.leasehold.notify;

import org.jspecify.annotations.NullMarked;
