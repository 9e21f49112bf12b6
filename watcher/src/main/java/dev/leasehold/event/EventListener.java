package dev.leasehold.event;

import java.time.Instant;

/** Is told what happens in a watch, on the thread of the watch. */
public interface EventListener {
  /**
   * Something happened. Must not block.
   *
   * @param at when
   */
  void happened(Instant at, WatchEvent event);
}
