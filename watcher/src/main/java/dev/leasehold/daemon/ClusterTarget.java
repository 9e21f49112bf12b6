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
  /** For a watcher that shows nothing in a cluster. */
  static final ClusterTarget NONE = new ClusterTarget(List.of(), _ -> {});

  ClusterTarget {
    listeners = List.copyOf(listeners);
  }
}
