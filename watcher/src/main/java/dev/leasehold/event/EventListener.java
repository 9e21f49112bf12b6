package dev.leasehold.event;

import java.time.Instant;

/** Is told what happens in a watch, one event at a time, on whatever thread it happens. */
public interface EventListener {
  /**
   * Something happened. Must not block.
   *
   * @param at when
   */
  void happened(Instant at, WatchEvent event);
}
