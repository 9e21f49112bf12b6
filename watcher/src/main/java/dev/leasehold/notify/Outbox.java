package dev.leasehold.notify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The messages that wait for one receiver, the oldest first. A push replaces an earlier one of its
 * target; of other messages there are at most {@link #MOST}, and the oldest is dropped.
 * Thread-safe.
 */
final class Outbox {
  static final int MOST = 64;

  /**
   * A message that waits.
   *
   * @param since when it was put in, in nanoseconds
   */
  record Entry(Message message, long since) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long dropped;
  private boolean closed;

  /** Adds a message; does not block. */
  synchronized void put(Message message, long now) {
    if (closed) {
      return;
    }
    switch (message) {
      case Message.Pushed(TargetPush push) -> entries.addLast(new Entry(newest(push), now));
      case Message.Happened _ -> {
        if (entries.size() >= MOST) {
          entries.removeFirst();
          dropped++;
        }
        entries.addLast(new Entry(message, now));
      }
    }
    notifyAll();
  }

  /** The push, together with the one of the same target that waits, which it replaces. */
  private Message newest(TargetPush push) {
    TargetPush newest = push;
    for (Entry entry : List.copyOf(entries)) {
      if (entry.message() instanceof Message.Pushed(TargetPush earlier)
          && earlier.target().equals(push.target())) {
        entries.remove(entry);
        newest = push.after(earlier);
      }
    }
    return new Message.Pushed(newest);
  }

  /** Waits for the oldest message; empty after {@link #close}. */
  synchronized Optional<Entry> await() throws InterruptedException {
    while (entries.isEmpty() && !closed) {
      wait();
    }
    return closed ? Optional.empty() : Optional.of(entries.getFirst());
  }

  /** Removes a message that was delivered; a push that replaced it meanwhile stays. */
  synchronized void remove(Entry entry) {
    entries.remove(entry);
  }

  /** Removes a message that is given up. */
  synchronized void drop(Entry entry) {
    if (entries.remove(entry)) {
      dropped++;
    }
  }

  /** Lets the other messages go first: the receiver may refuse only this one. */
  synchronized void putLast(Entry entry) {
    if (entries.remove(entry)) {
      entries.addLast(entry);
    }
  }

  synchronized int size() {
    return entries.size();
  }

  synchronized long dropped() {
    return dropped;
  }

  /** Takes no more messages. Returns those that wait. */
  synchronized List<Entry> close() {
    closed = true;
    notifyAll();
    return new ArrayList<>(entries);
  }
}
