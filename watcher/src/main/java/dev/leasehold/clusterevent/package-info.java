/**
 * Events of a cluster ({@code events.k8s.io/v1}): {@link dev.leasehold.clusterevent.ClusterEvents}
 * takes the events of the targets and never blocks, {@link dev.leasehold.clusterevent.EventTask}
 * writes them.
 */
@NullMarked
package dev.leasehold.clusterevent;

import org.jspecify.annotations.NullMarked;
