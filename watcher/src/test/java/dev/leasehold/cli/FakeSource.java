package dev.leasehold.cli;

import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A source whose events the test chooses; hands over emitted events until it is closed. */
public final class FakeSource implements Source {
  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Queue<SourceEvent> answers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile Consumer<? super SourceEvent> receiver = _ -> {};
  private volatile SourceStatus status =
      new SourceStatus(SourceStatus.State.LISTENING, "", Map.of());
  private volatile boolean closed;

  /** Shows this status from now on. */
  FakeSource showing(SourceStatus.State state, String detail) {
    status = new SourceStatus(state, detail, Map.of());
    return this;
  }

  /** Hands over an event in {@link #run}. */
  public void emit(SourceEvent event) {
    queue.add(() -> receiver.accept(event));
  }

  /** Hands over an event after each {@link #ask}. */
  public void answer(SourceEvent event) {
    answers.add(event);
  }

  public int questions() {
    return questions.get();
  }

  @Override
  public void run(Consumer<? super SourceEvent> events) {
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
  public void ask() {
    questions.incrementAndGet();
    answers.forEach(this::emit);
  }

  @Override
  public SourceStatus status() {
    return status;
  }

  @Override
  public void close() {
    queue.add(() -> closed = true);
  }
}
