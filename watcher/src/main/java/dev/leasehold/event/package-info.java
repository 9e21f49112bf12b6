/**
 * What happens in a watch: each {@link dev.leasehold.event.WatchEvent} is emitted once, where it
 * happens. {@link dev.leasehold.event.EventFilter} passes what is news; log, metrics, status and
 * {@link dev.leasehold.event.EventHistory} are {@link dev.leasehold.event.EventListener}s.
 */
@NullMarked
package dev.leasehold.event;

import org.jspecify.annotations.NullMarked;
