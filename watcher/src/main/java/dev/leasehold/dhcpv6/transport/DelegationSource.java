package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.Event;
import dev.leasehold.fence.Fence;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.Trouble;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DHCPv6 client for delegated prefixes on one interface (RFC 9915). The interface may appear and
 * disappear.
 *
 * <p>Its thread waits at a selector for answers, for the next timer of the client, and for a
 * wake-up by another thread, such as the one that follows the interface.
 */
public final class DelegationSource implements Source {
  private static final Logger log = LoggerFactory.getLogger(DelegationSource.class);

  /** The pause before the next try to bind: a new address may not be usable immediately. */
  private static final Duration SOON = Duration.ofMillis(250);

  /** The pause while another program has the port. */
  private static final Duration LATER = Duration.ofSeconds(10);

  /** The most datagrams that are read before timers are checked. */
  private static final int AT_ONCE = 64;

  private final Channel.Delegation channel;
  private final Path directory;
  private final Map<String, Path> optionFiles;
  private final Supplier<Moment> clock;
  private final RandomGenerator random;
  private final Fence fence;
  private final Counters counters = new Counters();
  private final Object lock = new Object();
  private @Nullable Selector selector;
  private boolean asked;
  private volatile boolean closed;

  /** Why the client cannot send; empty while it can, and null until the first try. */
  private volatile @Nullable String lost;

  private volatile boolean listened;

  private volatile @Nullable DelegationClient client;

  private DelegationSource(
      Channel.Delegation channel,
      Path directory,
      Map<String, Path> optionFiles,
      Supplier<Moment> clock,
      RandomGenerator random,
      Fence fence) {
    this.channel = channel;
    this.directory = directory;
    this.optionFiles = Map.copyOf(optionFiles);
    this.clock = clock;
    this.random = random;
    this.fence = fence;
  }

  /**
   * Creates a client on an interface, which may not exist yet. {@link Source#ask} asks the servers
   * whether the held prefixes are still delegated. {@link Source#run} throws without the permission
   * to use port 546.
   *
   * @param stateDirectory the directory whose folder {@code dhcpv6} has the DUID and the leases
   * @param optionFiles the files with option contents, by name; read at each start
   * @param wall the clock of observations
   * @param nanos a monotonic clock in nanoseconds, from an arbitrary origin
   * @param random an unpredictable generator
   * @param fence is asked before each message
   */
  public static Source live(
      Channel.Delegation channel,
      Path stateDirectory,
      Map<String, Path> optionFiles,
      InstantSource wall,
      LongSupplier nanos,
      RandomGenerator random,
      Fence fence) {
    return new DelegationSource(
        channel,
        stateDirectory.resolve("dhcpv6"),
        optionFiles,
        Moment.clock(wall, nanos),
        random,
        fence);
  }

  /** The configured options that cannot be sent now, with the reasons. */
  public static List<Trouble> leftOut(Channel.Delegation channel, Map<String, Path> optionFiles) {
    return MessageOptions.read(channel, optionFiles).trouble();
  }

  @Override
  public void run(Consumer<? super SourceEvent> events) throws IOException {
    try (Selector opened = Selector.open();
        LinkFollower follower = LinkFollower.start(channel.interfaceName(), opened::wakeup);
        Session session = new Session(opened, events)) {
      synchronized (lock) {
        selector = opened;
      }
      while (!closed && !Thread.currentThread().isInterrupted()) {
        for (Optional<InterfaceReadiness> change = follower.next();
            change.isPresent();
            change = follower.next()) {
          session.on(change.get());
        }
        Optional<Duration> wait = session.work();
        // 0 would wait for ever; rounding a fraction of a millisecond down would busy-loop
        opened.select(wait.map(w -> w.plusNanos(999_999).toMillis()).orElse(0L));
        opened.selectedKeys().clear();
      }
    } finally {
      synchronized (lock) {
        selector = null;
      }
    }
  }

  @Override
  public void ask() {
    synchronized (lock) {
      asked = true;
      wake();
    }
  }

  @Override
  public SourceStatus status() {
    DelegationClient known = client;
    String why = lost;
    if (why == null) {
      return SourceStatus.starting(counters.snapshot());
    }
    String held = known == null ? "" : known.text();
    if (known != null && why.isEmpty()) {
      return new SourceStatus(
          SourceStatus.State.LISTENING,
          known.state().phase().spelling(),
          held,
          known.troubles(),
          counters.snapshot());
    }
    String detail = held.isEmpty() ? why : why + "; " + held;
    return SourceStatus.deaf(listened, detail, counters.snapshot());
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      wake();
    }
  }

  private void wake() {
    if (selector != null) {
      selector.wakeup();
    }
  }

  private boolean takeAsked() {
    synchronized (lock) {
      boolean was = asked;
      asked = false;
      return was;
    }
  }

  /** The state of the thread of {@link #run}: the client, and the port while it is bound. */
  private final class Session implements AutoCloseable {
    private final Selector selector;
    private final Consumer<? super SourceEvent> events;
    private Optional<InterfaceReadiness.Firm> firm = Optional.empty();
    private Optional<ClientPort> port = Optional.empty();
    private Instant bindAt = Instant.MIN;

    Session(Selector selector, Consumer<? super SourceEvent> events) {
      this.selector = selector;
      this.events = events;
    }

    void on(InterfaceReadiness readiness) throws IOException {
      switch (readiness) {
        case InterfaceReadiness.Firm found -> {
          if (!firm.equals(Optional.of(found))) {
            leave("interface " + channel.interfaceName() + " has changed");
            firm = Optional.of(found);
            bindAt = Instant.MIN;
          }
        }
        case InterfaceReadiness.None none -> {
          leave(none.why());
          firm = Optional.empty();
          tell(none.why(), none.hint(), none.soon());
        }
      }
    }

    /** Does all due work; returns the time until the next timer. */
    Optional<Duration> work() throws IOException {
      if (port.isEmpty() && firm.isPresent() && !clock.get().steady().isBefore(bindAt)) {
        bind(firm.get());
      }
      DelegationClient known = client;
      if (known == null) {
        return until(Optional.empty());
      }
      port.ifPresent(open -> receive(known, open));
      if (takeAsked()) {
        known.step(new Event.Probe(), port);
      }
      known.due(port);
      return until(known.state().wakeAt());
    }

    private Optional<Duration> until(Optional<Instant> timer) {
      boolean retry = port.isEmpty() && firm.isPresent();
      Instant next = timer.orElse(Instant.MAX);
      if (retry && bindAt.isBefore(next)) {
        next = bindAt;
      }
      if (next.equals(Instant.MAX)) {
        return Optional.empty();
      }
      Duration wait = Duration.between(clock.get().steady(), next);
      return Optional.of(wait.isPositive() ? wait : Duration.ofMillis(1));
    }

    private void receive(DelegationClient known, ClientPort open) {
      try {
        for (int i = 0; i < AT_ONCE; i++) {
          Optional<ClientPort.Datagram> datagram = open.receive();
          if (datagram.isEmpty()) {
            return;
          }
          known.received(datagram.get(), open);
        }
        selector.wakeup(); // more datagrams may be waiting
      } catch (IOException e) {
        log.debug("{}: nothing received: {}", channel.interfaceName(), e.getMessage());
        leave("port 546 failed: " + e.getMessage());
        bindAt = clock.get().steady().plus(SOON);
      }
    }

    private void bind(InterfaceReadiness.Firm on) throws IOException {
      DelegationClient known = client;
      if (known == null) {
        known =
            DelegationClient.remember(
                channel, directory, optionFiles, on.mac(), random, clock, counters, events, fence);
        client = known;
      }
      try {
        ClientPort bound = ClientPort.open(on, selector);
        port = Optional.of(bound);
      } catch (ClientPort.NoIpv6Exception e) {
        throw e;
      } catch (IOException e) {
        notBound(on, e);
        return;
      }
      lost = "";
      listened = true;
      events.accept(
          new SourceEvent.Listening(clock.get().wall(), channel, on.linkLocal().toString()));
      known.step(new Event.LinkUp(), port);
    }

    private void notBound(InterfaceReadiness.Firm on, IOException e) throws IOException {
      List<String> holders = new PortHolder(Path.of("/")).of(on.linkLocal());
      BindFailure failure = BindFailure.of(e, channel.interfaceName(), on.linkLocal(), holders);
      bindAt = clock.get().steady().plus(failure.mayPassSoon() ? SOON : LATER);
      tell(failure.why(), "", failure.mayPassSoon());
    }

    private void leave(String why) {
      if (port.isPresent()) {
        port.get().close();
        port = Optional.empty();
        DelegationClient known = client;
        if (known != null) {
          known.step(new Event.LinkDown(), port);
        }
        lost = why;
      }
    }

    private void tell(String why, String hint, boolean soon) {
      lost = why;
      events.accept(new SourceEvent.Lost(clock.get().wall(), channel, why, hint, soon));
    }

    @Override
    public void close() {
      port.ifPresent(ClientPort::close);
      port = Optional.empty();
    }
  }
}
