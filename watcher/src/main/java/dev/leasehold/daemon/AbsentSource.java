package dev.leasehold.daemon;

import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.State;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Stands for a source that this process cannot have, such as of a router that the configuration
 * does not name: says so, and never hears anything. One that may come is tried again.
 */
final class AbsentSource implements Source {
  private final Channel channel;
  private final AddressAnswer.Failed why;
  private final InstantSource clock;
  private final boolean mayCome;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile State state = State.STARTING;

  AbsentSource(Channel channel, AddressAnswer.Failed why, InstantSource clock) {
    this(channel, why, clock, false);
  }

  /** Of a source that this process may have later: it fails, so that it is opened again. */
  static AbsentSource forNow(Channel channel, AddressAnswer.Failed why, InstantSource clock) {
    return new AbsentSource(channel, why, clock, true);
  }

  private AbsentSource(
      Channel channel, AddressAnswer.Failed why, InstantSource clock, boolean mayCome) {
    this.mayCome = mayCome;
    this.channel = channel;
    this.why = why;
    this.clock = clock;
  }

  @Override
  public void run(Consumer<? super SourceEvent> events) throws IOException {
    if (closed.getCount() == 0) {
      return;
    }
    state = State.WAITING;
    events.accept(
        new SourceEvent.Lost(clock.instant(), channel, why.reason(), why.whatToDo(), false));
    if (mayCome) {
      throw new IOException(why.reason() + ". " + why.whatToDo());
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void ask() {} // there is nobody to ask

  @Override
  public void follow(Channel other) {} // it is as absent

  @Override
  public SourceStatus status() {
    return new SourceStatus(
        state, state == State.WAITING ? why.reason() + ". " + why.whatToDo() : "", Map.of());
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
