package dev.leasehold.event;

import java.time.Instant;

/**
 * Receives the events of a watch: one call at a time, but from any thread, because sources emit
 * events on their own threads. A listener synchronizes data that it shares with other threads.
 */
public interface EventListener {
  /**
   * Receives an event. Must not block.
   *
   * @param at the time of the event
   */
  void happened(Instant at, WatchEvent event);

  /**
   * A state that an earlier event reported has ended. Not every end is an event. Must not block.
   */
  default void ended(WatchEvent event) {}
}
