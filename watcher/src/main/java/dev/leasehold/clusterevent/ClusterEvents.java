package dev.leasehold.clusterevent;

import dev.leasehold.api.Kinds;
import dev.leasehold.event.EventListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The events that wait to be written. A full queue loses the oldest ones, and says how many.
 * Thread-safe; nothing here blocks.
 */
public final class ClusterEvents {
  static final int MOST = 1_000;
  static final String DROPPED = "EventsDropped";

  private final String watcher;
  private final LongSupplier nanos;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private long queued;
  private long dropped;
  private Runnable wake = () -> {};

  /** The objects of a target. */
  public interface Names {
    /** The name of the object of a document. */
    String objectName(String document);

    /** Whether a document of that name is a PublicIPClaim. */
    boolean isClaim(String document);
  }

  /**
   * An event that waits.
   *
   * @param since when it was queued, in nanoseconds of the monotonic clock
   * @param number how many were queued until then
   */
  record Waiting(ClusterEvent event, long since, long number) {}

  /**
   * An empty queue.
   *
   * @param watcher the name of the watcher, which events without another object are about
   * @param nanos the monotonic clock in nanoseconds
   */
  public ClusterEvents(String watcher, LongSupplier nanos) {
    this.watcher = watcher;
    this.nanos = nanos;
  }

  /** Calls this after each new event; it must not block. */
  public synchronized void onNew(Runnable listener) {
    wake = listener;
  }

  /** Takes the events of a target. */
  public EventListener listener(Names names) {
    return (at, event) -> EventWords.of(at, event, watcher, names).forEach(this::add);
  }

  /** Adds an event. */
  public void add(ClusterEvent event) {
    Runnable listener;
    synchronized (this) {
      if (queue.size() >= MOST) {
        queue.removeFirst();
        dropped++;
      }
      queued++;
      queue.addLast(new Waiting(event, nanos.getAsLong(), queued));
      listener = wake;
    }
    listener.run();
  }

  String watcher() {
    return watcher;
  }

  /** For how long an event has waited, in nanoseconds. */
  long age(Waiting waiting) {
    return nanos.getAsLong() - waiting.since();
  }

  /** The oldest event, which stays. */
  synchronized Optional<Waiting> first() {
    return Optional.ofNullable(queue.peekFirst());
  }

  /** Removes an event that was written, unless it was dropped meanwhile. */
  synchronized void done(Waiting waiting) {
    queue.remove(waiting);
  }

  /** The event that says how many were dropped since the last call; empty: none. */
  synchronized Optional<ClusterEvent> dropped(Instant now) {
    long count = dropped;
    dropped = 0;
    return count == 0
        ? Optional.empty()
        : Optional.of(
            new ClusterEvent(
                now,
                Regarding.statusObject(Kinds.WATCHER_CONFIG, watcher),
                true,
                "Report",
                DROPPED,
                count
                    + " events could not be written in time and were dropped; the history of the"
                    + " watcher has them"));
  }
}
