package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.cli.FakeSource;
import dev.leasehold.net.Address;
import dev.leasehold.ra.FrameRefusal;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceEvent.GaveUp;
import dev.leasehold.source.SourceEvent.Heard;
import dev.leasehold.source.SourceEvent.Listening;
import dev.leasehold.source.SourceEvent.Lost;
import dev.leasehold.source.SourceEvent.Noted;
import dev.leasehold.source.SourceEvent.Refused;
import dev.leasehold.source.SourceNotice;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class ListenersTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Channel ADVERTISEMENTS = new Channel.Advertisements("wan0");
  private static final Channel OTHER = new Channel.Advertisements("wan1");
  private static final Channel DELEGATION =
      new Channel.Delegation(
          "wan0", new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation("wan0", 56, ""))), "");
  private static final SourceEvent ADVERTISED =
      heard(new Origin.Advertised("wan0", Address.parse("fe80::1")));
  private static final SourceEvent DELEGATED = heard(new Origin.Delegated("wan0", "home"));

  private final Queue<SourceEvent.Told> told = new ConcurrentLinkedQueue<>();

  /** Otherwise a Renew that is due during a hanging push would not be sent. */
  @Test
  void neverBlocksADelegation() throws Exception {
    CountDownLatch floods = new CountDownLatch(EventQueue.PLACES + 1);
    CountDownLatch renews = new CountDownLatch(1000);
    try (Listeners listeners =
        listeners(channel ->
            channel.equals(DELEGATION)
                ? new Script(events -> {
                  for (int i = 0; i < 1000; i++) {
                    events.accept(DELEGATED);
                    renews.countDown();
                  }
                })
                : flood(floods))) {
      listeners.listenTo(Set.of(ADVERTISEMENTS));
      floods.await(); // all places are taken
      listeners.listenTo(Set.of(ADVERTISEMENTS, DELEGATION));
      renews.await(); // although the queue is not read
    }
  }

  /** A next term may open the same sources at once. */
  @Test
  void endsASourceThatWaitsForAPlace() throws Exception {
    CountDownLatch floods = new CountDownLatch(EventQueue.PLACES + 1);
    CountDownLatch ends = new CountDownLatch(1);
    Listeners listeners =
        listeners(_ ->
            new Script(events -> {
              for (int i = 0; i <= EventQueue.PLACES; i++) {
                floods.countDown();
                events.accept(ADVERTISED);
              }
              ends.countDown();
            }));
    listeners.listenTo(Set.of(ADVERTISEMENTS));
    floods.await(); // it waits for the place of the last event, or will at once
    listeners.close();
    ends.await();
    assertEquals(List.of(), listeners.awaitEnd(LONG));
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void namesASourceThatDoesNotEnd() throws Exception {
    CountDownLatch begins = new CountDownLatch(1);
    CountDownLatch ends = new CountDownLatch(1);
    Listeners listeners =
        listeners(_ ->
            new Script(_ -> {
              begins.countDown();
              uninterrupted(ends);
            }));
    listeners.listenTo(Set.of(ADVERTISEMENTS));
    begins.await();
    listeners.close();
    assertEquals(List.of("router advertisements on wan0"), listeners.awaitEnd(Duration.ofNanos(1)));
    ends.countDown();
    assertEquals(List.of(), listeners.awaitEnd(LONG));
  }

  @Test
  void processesAFloodInParts() throws Exception {
    CountDownLatch floods = new CountDownLatch(EventQueue.PLACES + 1);
    try (Listeners listeners = listeners(_ -> flood(floods))) {
      listeners.listenTo(Set.of(ADVERTISEMENTS));
      floods.await();
      assertEquals(EventQueue.PLACES, listeners.next(Duration.ZERO).size());
      assertTrue(listeners.next(LONG).size() <= EventQueue.PLACES);
    }
  }

  /** Refusals need no decision: a flood of them does not wake the watch. */
  @Test
  void doesNotHandNoticesToTheWatch() throws Exception {
    Script source =
        new Script(events -> {
          for (int i = 0; i < 10 * EventQueue.PLACES; i++) {
            events.accept(new Refused(AT, ADVERTISEMENTS, FrameRefusal.TRUNCATED, "2 octets"));
          }
          events.accept(new Lost(AT, ADVERTISEMENTS, "interface wan0 is down"));
          events.accept(ADVERTISED);
        });
    try (Listeners listeners = listeners(_ -> source)) {
      listeners.listenTo(Set.of(ADVERTISEMENTS));
      assertEquals(List.of(ADVERTISED), listeners.next(LONG));
      assertEquals(10 * EventQueue.PLACES + 1, told.size());
    }
  }

  @Test
  void endsIfASourceFailsAtTheStart() {
    try (Listeners listeners = listeners(_ -> Script.failing("run as root"))) {
      listeners.listenTo(Set.of(ADVERTISEMENTS));
      IOException e = assertThrows(IOException.class, () -> listeners.next(LONG));
      assertEquals("run as root", e.getMessage());
    }
  }

  /** A DHCPv6 client names its DUID, and may wait for its address, before it opens its port. */
  @Test
  void aSourceThatOnlySaidThatItStartsEndsItToo() {
    Script source =
        new Script(events -> {
          events.accept(new Lost(AT, DELEGATION, "no address yet", "", true));
          events.accept(new Noted(AT, DELEGATION, new SourceNotice.Started("DHCPv6 client 0001")));
          throw new IOException("no permission to use UDP port 546");
        });
    try (Listeners listeners = listeners(_ -> source)) {
      listeners.listenTo(Set.of(DELEGATION));
      IOException e = assertThrows(IOException.class, () -> listeners.next(LONG));
      assertEquals("no permission to use UDP port 546", e.getMessage());
    }
  }

  /** The interface appears hours later, when no operator is present. */
  @Test
  void aSourceThatWaitedForItsInterfaceIsTriedAgain() throws Exception {
    Queue<Source> sources = new ArrayDeque<>();
    sources.add(
        new Script(events -> {
          events.accept(new Lost(AT, DELEGATION, "interface wan0 not found"));
          throw new IOException("no permission to use UDP port 546");
        }));
    sources.add(new Script(events -> events.accept(DELEGATED)));
    try (Listeners listeners = listeners(_ -> sources.remove(), Duration.ZERO)) {
      listeners.listenTo(Set.of(DELEGATION));
      assertEquals(List.of(DELEGATED), listeners.next(LONG));
    }
  }

  @Test
  void retriesASourceThatFailsLaterWhileTheOthersContinue() throws Exception {
    Queue<Source> sources = new ArrayDeque<>();
    SourceEvent listening = new Listening(AT, ADVERTISEMENTS);
    sources.add(
        new Script(events -> {
          events.accept(listening);
          throw new IOException("it carries frames that nobody knows");
        }));
    sources.add(Script.failing("it still does"));
    sources.add(new Script(events -> events.accept(ADVERTISED)));
    Function<Channel, Source> open = _ -> sources.remove();
    try (Listeners listeners = listeners(open, Duration.ZERO)) {
      listeners.listenTo(Set.of(ADVERTISEMENTS));
      List<SourceEvent> heard = new ArrayList<>();
      while (heard.size() < 2) {
        heard.addAll(listeners.next(LONG));
      }
      assertEquals(List.of(listening, ADVERTISED), heard);
      assertEquals(State.LISTENING, status(listeners, ADVERTISEMENTS).state());
      assertEquals(
          List.of(
              listening,
              new GaveUp(AT, ADVERTISEMENTS, "it carries frames that nobody knows", Duration.ZERO),
              new GaveUp(AT, ADVERTISEMENTS, "it still does", Duration.ZERO)),
          List.copyOf(told));
    }
  }

  /** A bug ends {@code run} in the middle, with a socket or a connection that is still open. */
  @Test
  void closesASourceThatEndedByABugBeforeTheNextOneIsOpened() throws Exception {
    Queue<String> done = new ConcurrentLinkedQueue<>();
    Queue<Source> sources = new ArrayDeque<>();
    sources.add(
        new Script(
            events -> {
              events.accept(ADVERTISED);
              throw new IllegalStateException("a bug");
            },
            () -> done.add("closed")));
    sources.add(new Script(events -> events.accept(DELEGATED)));
    Function<Channel, Source> open =
        _ -> {
          done.add("opened");
          return sources.remove();
        };
    try (Listeners listeners = listeners(open, Duration.ZERO)) {
      listeners.listenTo(Set.of(ADVERTISEMENTS));
      List<SourceEvent> heard = new ArrayList<>();
      while (heard.size() < 2) {
        heard.addAll(listeners.next(LONG));
      }
      assertEquals(List.of(ADVERTISED, DELEGATED), heard);
      assertEquals(List.of("opened", "closed", "opened"), List.copyOf(done));
    }
  }

  /** A supervisor such as systemd or Kubernetes restarts the process. */
  @Test
  void endsIfASourceNeedsARestart() {
    Script source =
        new Script(events -> {
          events.accept(new Lost(AT, DELEGATION, "interface wan0 not found"));
          throw new NeedsRestart();
        });
    try (Listeners listeners = listeners(_ -> source)) {
      listeners.listenTo(Set.of(DELEGATION));
      assertThrows(NeedsRestart.class, () -> listeners.next(LONG));
    }
  }

  private static final class NeedsRestart extends Source.RestartNeededException {
    NeedsRestart() {
      super("start it again", new UnsupportedOperationException());
    }
  }

  /** A DynamicPrefix with a wrong interface must not affect the other one. */
  @Test
  void showsTheFailureOfALaterChannelWhileTheOthersContinue() throws Exception {
    FakeSource works = new FakeSource();
    Function<Channel, Source> open =
        channel -> channel.equals(OTHER) ? Script.failing("run as root") : works;
    try (Listeners listeners = listeners(open, Duration.ofHours(1))) {
      listeners.listenTo(Set.of(ADVERTISEMENTS));
      listeners.listenTo(Set.of(ADVERTISEMENTS, OTHER));
      while (status(listeners, OTHER).state() != State.FAILED) {
        Thread.onSpinWait();
      }
      assertEquals("run as root", status(listeners, OTHER).detail());
      works.emit(ADVERTISED);
      assertEquals(List.of(ADVERTISED), listeners.next(LONG));
    }
  }

  @Test
  void listensToAChannelOnlyOnce() {
    AtomicInteger opened = new AtomicInteger();
    Function<Channel, Source> open =
        _ -> {
          opened.incrementAndGet();
          return new FakeSource();
        };
    try (Listeners listeners = listeners(open)) {
      listeners.listenTo(Set.of(ADVERTISEMENTS, DELEGATION));
      listeners.listenTo(Set.of(ADVERTISEMENTS, DELEGATION));
      assertEquals(2, opened.get());
    }
  }

  private Listeners listeners(Function<Channel, Source> open) {
    return listeners(open, Duration.ofMinutes(1));
  }

  private Listeners listeners(Function<Channel, Source> open, Duration retry) {
    return new Listeners(open, () -> AT, told::add, retry);
  }

  private static SourceStatus status(Listeners listeners, Channel channel) {
    return listeners.status().getOrDefault(channel, new SourceStatus(State.STARTING, "", Map.of()));
  }

  private static SourceEvent heard(Origin origin) {
    return new Heard(new Observation(AT, origin, List.of()));
  }

  private static Source flood(CountDownLatch sent) {
    return new Script(events -> {
      for (int i = 0; i < 3 * EventQueue.PLACES; i++) {
        sent.countDown();
        events.accept(ADVERTISED);
      }
    });
  }

  /** A source that does one thing and ends. */
  private record Script(Action action, Runnable closes) implements Source {
    Script(Action action) {
      this(action, () -> {});
    }

    interface Action {
      void run(Consumer<? super SourceEvent> events) throws IOException;
    }

    static Script failing(String why) {
      return new Script(_ -> {
        throw new IOException(why);
      });
    }

    @Override
    public void run(Consumer<? super SourceEvent> events) throws IOException {
      action.run(events);
    }

    @Override
    public void ask() {}

    @Override
    public SourceStatus status() {
      return new SourceStatus(State.LISTENING, "", Map.of());
    }

    @Override
    public void close() {
      closes.run();
    }
  }
}
