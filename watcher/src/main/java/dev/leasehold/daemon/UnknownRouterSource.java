package dev.leasehold.daemon;

import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.State;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Stands for a router that a document names and the configuration does not have: says so, and never
 * hears anything. The configuration is read at the start, so the router stays unknown until then.
 */
final class UnknownRouterSource implements Source {
  private final Channel channel;
  private final AddressAnswer.Failed unknown;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile State state = State.STARTING;

  UnknownRouterSource(Channel channel, AddressAnswer.Failed unknown, InstantSource clock) {
    this.channel = channel;
    this.unknown = unknown;
    this.clock = clock;
  }

  @Override
  public void run(Consumer<? super SourceEvent> events) {
    if (closed.getCount() == 0) {
      return;
    }
    state = State.WAITING;
    events.accept(
        new SourceEvent.Lost(
            clock.instant(), channel, unknown.reason(), unknown.whatToDo(), false));
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void ask() {} // there is nobody to ask

  @Override
  public void follow(Channel other) {} // its router is as unknown

  @Override
  public SourceStatus status() {
    return new SourceStatus(state, state == State.WAITING ? unknown.reason() : "", Map.of());
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
