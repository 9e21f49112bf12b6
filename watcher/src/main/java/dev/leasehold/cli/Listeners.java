package dev.leasehold.cli;

import dev.leasehold.ra.RaEvent;
import dev.leasehold.ra.RaSource;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
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
 * One source an interface, each on a platform thread of its own (libpcap blocks), all into one
 * bounded queue.
 */
final class Listeners implements AutoCloseable {
  /** A flood fills the queue and then waits in the kernel, where the excess is dropped. */
  private static final int QUEUE = 256;

  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private sealed interface Message {
    record Event(RaEvent event) implements Message {}

    record Failed(String interfaceName, IOException why) implements Message {}

    record Closed() implements Message {}
  }

  private final Function<String, RaSource> open;
  private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>(QUEUE);
  private final Map<String, RaSource> sources = new HashMap<>();
  private volatile boolean closed;

  /**
   * Nothing is listened on yet.
   *
   * @param open a source for the interface of that name
   */
  Listeners(Function<String, RaSource> open) {
    this.open = open;
  }

  /** Starts and ends sources so that exactly these interfaces are listened on. */
  synchronized void listenOn(Set<String> interfaces) {
    sources
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !interfaces.contains(entry.getKey());
          if (gone) {
            entry.getValue().close();
          }
          return gone;
        });
    for (String name : interfaces) {
      if (!closed && !sources.containsKey(name)) {
        RaSource source = open.apply(name);
        sources.put(name, source);
        Thread.ofPlatform().daemon().name("ra-" + name).start(() -> run(name, source));
      }
    }
  }

  synchronized void solicit(String interfaceName) {
    RaSource source = sources.get(interfaceName);
    if (source != null) {
      source.solicit();
    }
  }

  /**
   * The next event, or empty after that time.
   *
   * @throws IOException when an interface cannot be listened on and trying again is of no use
   */
  Optional<RaEvent> next(Duration wait) throws IOException, InterruptedException {
    Message message = queue.poll(Math.max(0, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
    return switch (message) {
      case null -> Optional.empty();
      case Message.Event(RaEvent event) -> Optional.of(event);
      case Message.Failed(String interfaceName, IOException why) -> throw why;
      case Message.Closed() -> Optional.empty();
    };
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    sources.values().forEach(RaSource::close);
    sources.clear();
    queue.offer(new Message.Closed()); // wakes whoever waits; a full queue does that by itself
  }

  private void run(String name, RaSource source) {
    try {
      source.run(event -> put(new Message.Event(event)));
    } catch (IOException e) {
      put(new Message.Failed(name, e));
    } catch (RuntimeException | Error e) { // a watch that is deaf must not go on
      log.error("the listener on {} broke down; please report it", name, e);
      put(new Message.Failed(name, new IOException("stopped listening on " + name + ": " + e, e)));
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
