package dev.leasehold.daemon;

import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens no DHCPv6 client with a new DUID for a prefix that an earlier one has leased: the provider
 * would delegate another prefix. While it is not known whether there is a lease, it waits.
 */
final class DuidGuard implements Function<Channel, Source> {
  private final SharedState shared;
  private final Function<Channel, Source> open;
  private final Supplier<List<String>> unread;
  private final Supplier<Set<String>> leased;
  private final InstantSource clock;
  private final Duration look;

  /**
   * @param unread the targets that have not been read yet
   * @param leased the delegated prefixes that have a lease in Git
   * @param look how often to look whether the targets have been read
   */
  DuidGuard(
      SharedState shared,
      Function<Channel, Source> open,
      Supplier<List<String>> unread,
      Supplier<Set<String>> leased,
      InstantSource clock,
      Duration look) {
    this.shared = shared;
    this.open = open;
    this.unread = unread;
    this.leased = leased;
    this.clock = clock;
    this.look = look;
  }

  @Override
  public Source apply(Channel channel) {
    if (channel instanceof Channel.Delegation delegation && delegation.duid().isEmpty()) {
      List<String> waitsFor = unread.get();
      Optional<AddressAnswer.Failed> none =
          shared.needsDuid(waitsFor, leased.get()); // all clients share one DUID
      if (none.isPresent()) {
        return waitsFor.isEmpty()
            ? AbsentSource.forNow(channel, none.get(), clock)
            : new Waiting(channel, none.get());
      }
    }
    return open.apply(channel);
  }

  /** A source that is opened when the targets have been read. This machine does not fail. */
  private final class Waiting implements Source {
    private final AddressAnswer.Failed why;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Channel channel;
    private volatile @Nullable Source opened;

    Waiting(Channel channel, AddressAnswer.Failed why) {
      this.channel = channel;
      this.why = why;
    }

    @Override
    public void run(Consumer<? super SourceEvent> events) throws IOException {
      try {
        while (!closed.await(look.toMillis(), TimeUnit.MILLISECONDS)) {
          Source source = open();
          if (source != null) {
            source.run(events);
            return;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized @Nullable Source open() {
      if (closed.getCount() == 0) {
        return null;
      }
      Source source = apply(channel);
      opened = source instanceof Waiting ? null : source;
      return opened;
    }

    @Override
    public void ask() {
      Source source = opened;
      if (source != null) {
        source.ask();
      }
    }

    @Override
    public synchronized void follow(Channel other) {
      channel = other;
      Source source = opened;
      if (source != null) {
        source.follow(other);
      }
    }

    @Override
    public SourceStatus status() {
      Source source = opened;
      return source == null
          ? new SourceStatus(State.STARTING, why.reason() + ". " + why.whatToDo(), Map.of())
          : source.status();
    }

    @Override
    public synchronized void close() {
      closed.countDown();
      Source source = opened;
      if (source != null) {
        source.close();
      }
    }
  }
}
