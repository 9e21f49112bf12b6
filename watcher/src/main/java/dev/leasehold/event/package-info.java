/**
 * The events of a watch: each {@link dev.leasehold.event.WatchEvent} is emitted once, where it
 * happens, into {@link dev.leasehold.event.EventStream}. {@link dev.leasehold.event.EventFilter}
 * passes those that are news; log, metrics, status and {@link dev.leasehold.event.EventHistory} are
 * {@link dev.leasehold.event.EventListener}s.
 *
 * <p>{@code WatchEvent} is larger than most types: it is the closed list of events, each with its
 * text.
 */
@NullMarked
package dev.leasehold.event;

import org.jspecify.annotations.NullMarked;
