package dev.leasehold.cli;

import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source a channel, each on a platform thread of its own (libpcap blocks, and a protocol's
 * timers do not wait for a push), all into one bounded queue.
 */
final class Listeners implements AutoCloseable {
  /** A flood fills the queue and then waits in the kernel, where the excess is dropped. */
  private static final int QUEUE = 256;

  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private sealed interface Message {
    record Event(SourceEvent event) implements Message {}

    record Failed(IOException why) implements Message {}

    record Closed() implements Message {}
  }

  private final Function<Channel, Source> open;
  private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>(QUEUE);
  private final Map<Channel, Source> sources = new HashMap<>();
  private volatile boolean closed;

  /**
   * Nothing is listened on yet.
   *
   * @param open a source for that channel
   */
  Listeners(Function<Channel, Source> open) {
    this.open = open;
  }

  /** Starts and ends sources so that exactly these channels are listened to. */
  synchronized void listenTo(Set<Channel> channels) {
    sources
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !channels.contains(entry.getKey());
          if (gone) {
            entry.getValue().close();
          }
          return gone;
        });
    for (Channel channel : channels) {
      if (!closed && !sources.containsKey(channel)) {
        Source source = open.apply(channel);
        sources.put(channel, source);
        Thread.ofPlatform().daemon().name(channel.toString()).start(() -> run(channel, source));
      }
    }
  }

  synchronized void ask(Channel channel) {
    Source source = sources.get(channel);
    if (source != null) {
      source.ask();
    }
  }

  /** How each stands that is listened to. */
  synchronized Map<Channel, SourceStatus> status() {
    Map<Channel, SourceStatus> status = new LinkedHashMap<>();
    sources.forEach((channel, source) -> status.put(channel, source.status()));
    return status;
  }

  /**
   * The next event, or empty after that time.
   *
   * @throws IOException when one cannot be listened to and trying again is of no use
   */
  Optional<SourceEvent> next(Duration wait) throws IOException, InterruptedException {
    Message message = queue.poll(Math.max(0, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
    return switch (message) {
      case null -> Optional.empty();
      case Message.Event(SourceEvent event) -> Optional.of(event);
      case Message.Failed(IOException why) -> throw why;
      case Message.Closed() -> Optional.empty();
    };
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    sources.values().forEach(Source::close);
    sources.clear();
    queue.offer(new Message.Closed()); // wakes whoever waits; a full queue does that by itself
  }

  private void run(Channel channel, Source source) {
    try {
      source.run(event -> put(new Message.Event(event)));
    } catch (IOException e) {
      put(new Message.Failed(e));
    } catch (RuntimeException | Error e) { // a watch that is deaf must not go on
      log.error("listening to {} broke down; please report it", channel, e);
      put(new Message.Failed(new IOException("stopped listening to " + channel + ": " + e, e)));
    }
  }

  private void put(Message message) {
    try {
      queue.put(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
