package dev.leasehold.daemon;

import dev.leasehold.log.Bug;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one source per channel, each on its own platform thread, because libpcap blocks and protocol
 * timers must not wait for a push. All sources share one queue.
 *
 * <p>A source that fails at the start, before it has shown that it works, ends the watch, because
 * an operator is present to correct it. A source that fails later is retried, and the others
 * continue.
 */
public final class Listeners implements AutoCloseable {
  /**
   * The pause before a retry: operators who grant a privilege or install a library usually restart
   * the process.
   */
  static final Duration RETRY = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final Function<Channel, Source> open;
  private final InstantSource clock;
  private final Consumer<? super SourceEvent.Told> people;
  private final Duration retry;
  private final EventQueue queue = new EventQueue();
  private final Map<Channel, Listener> listeners = new HashMap<>();
  private final Set<Thread> threads = new HashSet<>();
  private boolean started;
  private volatile boolean closed;

  /**
   * Creates an instance without channels.
   *
   * @param open creates the source of a channel
   * @param clock the clock of notices
   * @param people receives the notices for people, on the thread of each source
   * @param retry the pause before a source that failed is tried again
   */
  public Listeners(
      Function<Channel, Source> open,
      InstantSource clock,
      Consumer<? super SourceEvent.Told> people,
      Duration retry) {
    this.open = open;
    this.clock = clock;
    this.people = people;
    this.retry = retry;
  }

  /** Starts and ends sources so that these channels are listened to. */
  public synchronized void listenTo(Set<Channel> channels) {
    follow(channels);
    listeners
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !channels.contains(entry.getKey());
          if (gone) {
            entry.getValue().close();
          }
          return gone;
        });
    for (Channel channel : channels) {
      if (!closed && !listeners.containsKey(channel)) {
        Listener listener = new Listener(channel, !started);
        listeners.put(channel, listener);
        threads.removeIf(thread -> !thread.isAlive());
        threads.add(Thread.ofPlatform().daemon().name(channel.toString()).start(listener::run));
      }
    }
    started |= !channels.isEmpty();
  }

  /** Passes changed channels on to the sources that can take them over. */
  private void follow(Set<Channel> channels) {
    for (Channel channel : channels) {
      for (Map.Entry<Channel, Listener> running : List.copyOf(listeners.entrySet())) {
        if (!listeners.containsKey(channel) && running.getKey().continuesAs(channel)) {
          listeners.remove(running.getKey());
          listeners.put(channel, running.getValue());
          running.getValue().follow(channel);
        }
      }
    }
  }

  public synchronized void ask(Channel channel) {
    Listener listener = listeners.get(channel);
    if (listener != null) {
      listener.ask();
    }
  }

  /** The status of each channel. */
  public synchronized Map<Channel, SourceStatus> status() {
    Map<Channel, SourceStatus> status = new LinkedHashMap<>();
    listeners.forEach((channel, listener) -> status.put(channel, listener.status()));
    return status;
  }

  /**
   * The events that have arrived, in order, limited to the number that one decision should process;
   * empty if none arrives in time.
   *
   * @throws IOException if a channel needs a correction by an operator
   */
  public List<SourceEvent> next(Duration wait) throws IOException, InterruptedException {
    return queue.next(wait);
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    listeners.values().forEach(Listener::close);
    listeners.clear();
    queue.close();
  }

  /**
   * Waits until the threads of all sources have ended. Call it after {@link #close}.
   *
   * @return the names of those that have not; empty: all have
   */
  List<String> awaitEnd(Duration most) throws InterruptedException {
    List<Thread> left;
    synchronized (this) {
      left = List.copyOf(threads);
    }
    long until = System.nanoTime() + most.toNanos();
    List<String> names = new ArrayList<>();
    for (Thread thread : left) {
      Duration rest = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
      if (!thread.join(rest)) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  /** A channel with its current source. */
  private final class Listener {
    private volatile Channel channel;
    private final boolean first;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Source source;
    private volatile boolean worked;

    /** The reason why the source does not listen; empty while it does. */
    private volatile String failure = "";

    /**
     * Creates a listener; opens no source yet.
     *
     * @param first whether the channel was requested at the start
     */
    Listener(Channel channel, boolean first) {
      this.channel = channel;
      this.first = first;
      this.source = open.apply(channel);
    }

    void run() {
      while (ended.getCount() > 0) {
        try {
          source.run(this::hand);
          return; // closed, or the end of a replay
        } catch (IOException e) {
          failed(e);
        } catch (RuntimeException | Error e) {
          IOException why = new IOException("stopped listening to " + channel + ": " + e, e);
          if (!failure.equals(why.getMessage())) {
            log.error("{}", Bug.text(e, "listening to " + channel));
            log.debug("stack trace", e);
          }
          failed(why);
        }
        awaitRetry();
      }
    }

    private void failed(IOException why) {
      if (first && !worked || why instanceof Source.RestartNeededException) {
        queue.fail(why);
        close();
        return;
      }
      String text = String.valueOf(why.getMessage());
      failure = text;
      people.accept(new SourceEvent.GaveUp(clock.instant(), channel, text, retry));
    }

    private void awaitRetry() {
      try {
        if (!ended.await(retry.toMillis(), TimeUnit.MILLISECONDS)) {
          startOver();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close(); // an interrupt ends the listener
      }
    }

    synchronized void follow(Channel other) {
      channel = other;
      source.follow(other);
    }

    private synchronized void startOver() {
      if (ended.getCount() > 0) {
        source.close(); // after a bug it may still hold a socket or a connection
        source = open.apply(channel); // a source runs only once
      }
    }

    /** Hands an event to the watch or to people; notices for people do not concern the watch. */
    private void hand(SourceEvent event) {
      worked |= showsThatItWorks(event);
      switch (event) {
        case SourceEvent.Heard heard -> {
          failure = "";
          put(heard);
        }
        case SourceEvent.Listening listening -> {
          failure = "";
          people.accept(listening);
          put(listening);
        }
        case SourceEvent.Answered answered -> {
          failure = "";
          put(answered);
        }
        case SourceEvent.Told told -> people.accept(told);
      }
    }

    /** A client says that it starts before it has the right to its port. */
    private static boolean showsThatItWorks(SourceEvent event) {
      return switch (event) {
        case SourceEvent.Heard _,
            SourceEvent.Answered _,
            SourceEvent.Listening _,
            SourceEvent.Refused _ ->
            true;
        // an interface may appear later, when no operator is present
        case SourceEvent.Lost lost -> !lost.soon();
        case SourceEvent.Noted _, SourceEvent.GaveUp _ -> false;
      };
    }

    private void put(SourceEvent event) {
      try {
        queue.put(channel, event);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void ask() {
      source.ask();
    }

    SourceStatus status() {
      SourceStatus status = source.status();
      return failure.isEmpty()
          ? status
          : new SourceStatus(State.FAILED, failure, status.counters());
    }

    synchronized void close() {
      ended.countDown();
      source.close();
    }
  }
}
