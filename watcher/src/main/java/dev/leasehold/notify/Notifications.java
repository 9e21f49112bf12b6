package dev.leasehold.notify;

import dev.leasehold.event.EventKind;
import dev.leasehold.event.EventListener;
import dev.leasehold.event.EventStream;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Notifies the receivers of a watcher, each on a thread of its own. Nothing here blocks the caller,
 * except {@link #close}, for at most a second.
 */
public final class Notifications implements AutoCloseable {
  /** The time that pending deliveries get at the end. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private final List<Delivery> deliveries = new ArrayList<>();
  private final LongSupplier nanoTime;

  /**
   * Starts the threads.
   *
   * @param nanoTime the clock of retries
   * @param random the jitter of retries
   * @param pause the wait between two tries
   * @param listeners receive the events about deliveries; their subject is the name of the receiver
   */
  public Notifications(
      List<Receiver> receivers,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      Pause pause,
      List<? extends EventListener> listeners) {
    this.nanoTime = nanoTime;
    List<EventListener> all = new ArrayList<>(listeners);
    all.add(events(""));
    EventStream events = new EventStream(clock, all);
    for (Receiver receiver : receivers) {
      RetryDelay delay = new RetryDelay(new SplittableRandom(random.nextLong()));
      deliveries.add(new Delivery(receiver, events, nanoTime, delay, pause));
    }
    deliveries.forEach(Delivery::start);
  }

  /**
   * The listener for the pushes of a target.
   *
   * @param receivers the names in the target's {@code notify}
   * @param delivered takes the name of a receiver and each push that it was told of, of any target;
   *     called on threads of its own
   */
  public PushListener pushes(
      List<String> receivers, BiConsumer<? super String, ? super TargetPush> delivered) {
    List<Delivery> told =
        deliveries.stream()
            .filter(delivery -> receivers.contains(delivery.receiver().name()))
            .filter(delivery -> !(delivery.receiver() instanceof Receiver.Webhook))
            .toList();
    told.forEach(delivery -> delivery.onDelivered(delivered));
    return new PushListener() {
      @Override
      public void pushed(TargetPush push) {
        told.forEach(delivery -> delivery.put(new Message.Pushed(push)));
      }

      @Override
      public void close() {
        told.forEach(delivery -> delivery.notOnDelivered(delivered));
      }
    };
  }

  /**
   * The listener for the events of a target. Webhooks receive the kinds in their {@code on}.
   *
   * @param target the name of the target; empty: the watcher itself
   */
  public EventListener events(String target) {
    return (Instant _, WatchEvent event) -> {
      for (Delivery delivery : deliveries) {
        if (delivery.receiver() instanceof Receiver.Webhook webhook && isFor(webhook, event)) {
          delivery.put(new Message.Happened(event.kind(), target, event.subject(), event.text()));
        }
      }
    };
  }

  private static boolean isFor(Receiver.Webhook webhook, WatchEvent event) {
    return webhook.on().contains(event.kind())
        && switch (event) {
          // nobody wants the end of what they did not hear of
          case WatchEvent.Recovered(EventKind from) -> webhook.on().contains(from);
          // a receiver is not told of itself
          case WatchEvent.NotificationFailed _,
              WatchEvent.NotificationsResumed _,
              WatchEvent.NotificationsDropped _ ->
              !event.subject().equals(webhook.name());
          default -> true;
        };
  }

  /** The state of each receiver, in the order of the configuration. */
  public List<NotificationStatus> status() {
    return deliveries.stream().map(Delivery::status).toList();
  }

  /** Ends the threads. What waits gets one more try, if that takes less than a second. */
  @Override
  public void close() {
    deliveries.forEach(Delivery::beginClose);
    long until = nanoTime.getAsLong() + GRACE.toNanos();
    for (Delivery delivery : deliveries) {
      delivery.endClose(Duration.ofNanos(until - nanoTime.getAsLong()));
    }
  }
}
