package dev.leasehold.notify;

import dev.leasehold.event.EventFilter.Rule;
import dev.leasehold.event.EventKind;
import dev.leasehold.event.EventStream;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.Pause;
import dev.leasehold.http.HttpCaller;
import dev.leasehold.log.Bug;
import dev.leasehold.notify.Prepared.NotReady;
import dev.leasehold.notify.Prepared.Ready;
import dev.leasehold.notify.Verdict.Delivered;
import dev.leasehold.notify.Verdict.NotDelivered;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Delivers the messages of one receiver on one virtual thread, one at a time, and repeats each
 * until it is delivered or an hour old. Emits an event when deliveries begin to fail, and when they
 * work again.
 */
final class Delivery {
  /** The time of one call, with its redirects. */
  static final Duration DEADLINE = Duration.ofSeconds(10);

  /** The age at which a message is given up: deliverers have polled by then, and news are old. */
  static final Duration OLDEST = Duration.ofHours(1);

  private static final int MOST_REPLY_BYTES = 64 << 10;

  private final Receiver receiver;
  private final EventStream events;
  private final LongSupplier nanoTime;
  private final RetryDelay delay;
  private final Pause pause;
  private final Calls calls;
  private final HttpCaller http;
  private final Outbox outbox = new Outbox();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<BiConsumer<? super String, ? super TargetPush>> onDelivered =
      new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile String trouble = "";
  private int failuresInARow;
  private long droppedBefore;
  private boolean saidDropped;
  private boolean closing;
  private boolean pausing;

  Delivery(
      Receiver receiver, EventStream events, LongSupplier nanoTime, RetryDelay delay, Pause pause) {
    this.receiver = receiver;
    this.events = events;
    this.nanoTime = nanoTime;
    this.delay = delay;
    this.pause = pause;
    this.calls = new Calls(receiver);
    this.http = new HttpCaller(receiver.access(), DEADLINE, MOST_REPLY_BYTES);
    this.thread = Thread.ofVirtual().name("notify " + receiver.name()).unstarted(this::run);
  }

  Receiver receiver() {
    return receiver;
  }

  void start() {
    thread.start();
  }

  void put(Message message) {
    outbox.put(message, nanoTime.getAsLong());
  }

  /** Passes on the name of the receiver and each push that it was told of. */
  void onDelivered(BiConsumer<? super String, ? super TargetPush> listener) {
    onDelivered.add(listener);
  }

  /** Forgets a listener. */
  void notOnDelivered(BiConsumer<? super String, ? super TargetPush> listener) {
    onDelivered.remove(listener);
  }

  NotificationStatus status() {
    return new NotificationStatus(
        receiver.name(),
        receiver.kind(),
        sent.get(),
        failed.get(),
        outbox.dropped(),
        outbox.size(),
        trouble);
  }

  private void run() {
    try {
      Optional<Outbox.Entry> next = outbox.await();
      while (next.isPresent()) {
        step(next.get());
        next = outbox.await();
      }
      // The process ends: one try for each message, and none for one that has just failed.
      if (failuresInARow == 0) {
        outbox.close().forEach(entry -> send(entry.message()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close() has no more time
    }
  }

  private void step(Outbox.Entry entry) {
    switch (send(entry.message())) {
      case Delivered _ -> {
        outbox.remove(entry);
        failuresInARow = 0;
        trouble = "";
        events.emit(new WatchEvent.Notified(receiver.name(), what(entry.message())));
        report(List.of());
        sayDropped();
        saidDropped = false;
      }
      case NotDelivered not -> {
        failuresInARow++;
        WatchEvent.NotificationFailed event =
            new WatchEvent.NotificationFailed(receiver.name(), not.reason(), not.whatToDo());
        trouble = event.words();
        report(List.of(event));
        if (nanoTime.getAsLong() - entry.since() >= OLDEST.toNanos()) {
          outbox.drop(entry);
        } else if (not.lasting()) {
          outbox.putLast(entry);
        }
        sayDropped();
        Duration wait = not.lasting() ? delay.slow() : delay.after(failuresInARow);
        pause(wait.compareTo(not.notBefore()) < 0 ? not.notBefore() : wait);
      }
    }
  }

  private Verdict send(Message message) {
    Verdict verdict;
    try {
      verdict =
          switch (calls.prepare(message)) {
            case Ready(var call) -> Verdict.of(receiver, http.send(call));
            case NotReady(String reason, String whatToDo) ->
                new NotDelivered(reason, whatToDo, true, Duration.ZERO);
          };
    } catch (RuntimeException e) {
      String doing = "notifying " + receiver.name();
      events.emit(new WatchEvent.BugFound(doing, Bug.text(e, doing), e));
      verdict = new NotDelivered("a bug in Leasehold", "", true, Duration.ZERO);
    }
    (verdict instanceof Delivered ? sent : failed).incrementAndGet();
    if (verdict instanceof Delivered && message instanceof Message.Pushed(TargetPush push)) {
      onDelivered.forEach(listener -> listener.accept(receiver.name(), push));
    }
    return verdict;
  }

  private static String what(Message message) {
    return switch (message) {
      case Message.Pushed(TargetPush push) ->
          push.target() + " is at " + push.after().substring(0, 12);
      case Message.Happened happened -> happened.kind().spelling();
    };
  }

  private void report(List<WatchEvent> holding) {
    var _ = events.report(EventKind.NOTIFICATION_FAILED, receiver.name(), Rule.EACH, holding);
  }

  /** Says once in an outage that messages were dropped; the count is in the status. */
  private void sayDropped() {
    long dropped = outbox.dropped();
    if (dropped > droppedBefore && !saidDropped) {
      saidDropped = true;
      events.emit(new WatchEvent.NotificationsDropped(receiver.name()));
    }
    droppedBefore = dropped;
  }

  private void pause(Duration wait) {
    synchronized (this) {
      if (closing) {
        return;
      }
      pausing = true;
    }
    try {
      pause.pause(wait);
    } catch (InterruptedException e) {
      // close() ends the pause, and the outbox ends the loop
    } finally {
      synchronized (this) {
        pausing = false;
        boolean _ = Thread.interrupted();
      }
    }
  }

  /** Takes no more messages, and lets the thread end. */
  void beginClose() {
    var _ = outbox.close();
    synchronized (this) {
      closing = true;
      if (pausing) {
        thread.interrupt();
      }
    }
  }

  /** Waits for the thread to end, and ends its call when the time is over. */
  void endClose(Duration left) {
    try {
      boolean _ = thread.join(left.isNegative() ? Duration.ZERO : left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
    http.close();
  }
}
