package dev.leasehold.ra;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A source whose events are the test's: what was emitted is handed over until it is closed. */
public final class FakeRaSource implements RaSource {
  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger solicitations = new AtomicInteger();
  private volatile Consumer<? super RaEvent> receiver = _ -> {};
  private volatile boolean closed;

  /** Hands the event over as soon as {@link #run} comes to it. */
  public void emit(RaEvent event) {
    queue.add(() -> receiver.accept(event));
  }

  public int solicitations() {
    return solicitations.get();
  }

  @Override
  public void run(Consumer<? super RaEvent> events) {
    receiver = events;
    while (!closed) {
      try {
        queue.take().run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void solicit() {
    solicitations.incrementAndGet();
  }

  @Override
  public void close() {
    queue.add(() -> closed = true);
  }
}
