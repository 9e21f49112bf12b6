package dev.leasehold.daemon;

import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The events of all sources, in the order of their arrival. Thread-safe. */
final class EventQueue {
  /**
   * The number of places. A flood fills them and then waits in the kernel, which drops the excess.
   */
  static final int PLACES = 256;

  /** More places than there can be sources that wait for one. */
  private static final int FOR_ALL = 1 << 20;

  private sealed interface Signal {
    /**
     * An event for the watch.
     *
     * @param placed whether the event uses one of the queue's places
     */
    record Happened(SourceEvent event, boolean placed) implements Signal {}

    record GaveUp(IOException why) implements Signal {}

    record Closed() implements Signal {}
  }

  private final BlockingQueue<Signal> queue = new LinkedBlockingQueue<>();
  private final Semaphore places = new Semaphore(PLACES);
  private volatile boolean closed;

  /**
   * Adds an event, unless the queue is closed.
   *
   * <p>Advertisements and address changes arrive at a rate that strangers control, so they wait for
   * a place. Events of a delegation do not wait: a Renew is due even while a push hangs, and a
   * client receives answers at its own rate; the same is true for routers.
   */
  void put(Channel channel, SourceEvent event) throws InterruptedException {
    boolean placed =
        switch (channel) {
          case Channel.Delegation _, Channel.PublicAddresses _, Channel.RouterPrefixes _ -> false;
          case Channel.Advertisements _, Channel.Addresses _ -> true;
        };
    if (placed) {
      places.acquire();
    }
    if (!closed) {
      queue.add(new Signal.Happened(event, placed));
    }
  }

  /** Lets {@link #next} fail, because a channel needs a correction by an operator. */
  void fail(IOException why) {
    queue.add(new Signal.GaveUp(why));
  }

  /**
   * The events that have arrived, in order, limited to the number that one decision should process;
   * empty if none arrives in time.
   *
   * @throws IOException if a channel needs a correction by an operator
   */
  List<SourceEvent> next(Duration wait) throws IOException, InterruptedException {
    List<SourceEvent> events = new ArrayList<>();
    Signal message = queue.poll(Math.max(0, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
    while (message != null) {
      switch (message) {
        case Signal.Happened(SourceEvent event, boolean placed) -> {
          events.add(event);
          if (placed) {
            places.release();
          }
        }
        case Signal.GaveUp(IOException why) -> throw why;
        case Signal.Closed() -> {}
      }
      message = events.size() < PLACES ? queue.poll() : null;
    }
    return events;
  }

  /** Wakes all threads that wait. */
  void close() {
    closed = true;
    queue.add(new Signal.Closed());
    places.release(FOR_ALL); // nobody empties the queue any more
  }
}
