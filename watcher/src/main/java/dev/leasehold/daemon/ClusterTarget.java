package dev.leasehold.daemon;

import dev.leasehold.event.EventListener;
import dev.leasehold.watch.Watch;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the cluster side takes from one target.
 *
 * @param listeners receive the events of the target
 * @param follow is given the watch before its first step
 */
record ClusterTarget(List<EventListener> listeners, Consumer<Watch> follow) {
  ClusterTarget {
    listeners = List.copyOf(listeners);
  }
}
