package dev.leasehold.event;

import java.time.Instant;

/**
 * Is told what happens in a watch: one call at a time, but from any thread, as sources tell on
 * threads of their own. What a listener gives to other threads it has to synchronize itself.
 */
public interface EventListener {
  /**
   * Receives an event. Must not block.
   *
   * @param at the time of the event
   */
  void happened(Instant at, WatchEvent event);

  /**
   * Something that happened and held no longer holds. Not every such end is an event of its own.
   * Must not block.
   */
  default void ended(WatchEvent event) {}
}
