package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.PrefixQuery;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.Kind;
import dev.leasehold.source.SourceStatus.State;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class RouterPrefixSourceTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");
  private static final PrefixQuery WAN6 = new PrefixQuery.OpenWrt("wan6");
  private static final PrefixQuery WAN7 = new PrefixQuery.OpenWrt("wan7");
  private static final Channel.RouterPrefixes CHANNEL =
      new Channel.RouterPrefixes("home", Set.of(WAN6));

  /** A router whose answers the test gives, each to one question. */
  private static final class Scripted implements RouterPrefixSource.Asked {
    private final BlockingQueue<PrefixQuery> questions = new LinkedBlockingQueue<>();
    private final BlockingQueue<RouterAnswer<List<RouterPrefix>>> answers =
        new LinkedBlockingQueue<>();

    @Override
    public RouterAnswer<List<RouterPrefix>> prefixes(PrefixQuery query) {
      questions.add(query);
      try {
        return answers.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RouterAnswer.Unavailable<>("interrupted");
      }
    }

    @Override
    public int opened() {
      return 1;
    }

    @Override
    public void close() {
      answers.add(new RouterAnswer.Unavailable<>("the connection is closed"));
    }
  }

  private final Scripted router = new Scripted();
  private final RouterPrefixSource source =
      new RouterPrefixSource(CHANNEL, "root@192.0.2.1", router, InstantSource.fixed(NOW));
  private final BlockingQueue<SourceEvent> events = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);

  private void run() {
    source.run(events::add);
  }

  @AfterEach
  void close() throws InterruptedException {
    source.close();
    source.close();
    thread.join();
    assertTrue(events.isEmpty(), events.toString());
  }

  private SourceEvent event() throws InterruptedException {
    return events.take();
  }

  private static RouterAnswer<List<RouterPrefix>> holds(RouterPrefix... prefixes) {
    return new RouterAnswer.Done<>(List.of(prefixes));
  }

  private static RouterPrefix lasting(Prefix prefix, long preferred, long valid) {
    return new RouterPrefix(
        prefix, Optional.of(Duration.ofSeconds(preferred)), Optional.of(Duration.ofSeconds(valid)));
  }

  private static SourceEvent heard(PrefixQuery query, Announced... prefixes) {
    return new SourceEvent.Heard(
        new Observation(NOW, new Origin.OfRouter("home", query), List.of(prefixes)));
  }

  private static Announced announced(Prefix prefix, Duration preferred, Duration valid) {
    return new Announced(prefix, preferred, valid);
  }

  /** Another question is asked and begun, so the round before it has ended. */
  private void askAgain() throws InterruptedException {
    source.ask();
    router.questions.take();
  }

  private void start(RouterAnswer<List<RouterPrefix>> answer) throws InterruptedException {
    assertEquals(State.STARTING, source.status().state());
    thread.start();
    router.questions.take();
    router.answers.add(answer);
  }

  @Test
  void tellsWhatTheRouterHolds() throws InterruptedException {
    start(holds(lasting(A, 3437, 7037)));
    assertEquals(new SourceEvent.Listening(NOW, CHANNEL, "root@192.0.2.1"), event());
    assertEquals(
        heard(WAN6, announced(A, Duration.ofSeconds(3437), Duration.ofSeconds(7037))), event());
    askAgain();
    router.answers.add(holds(lasting(B, 10, 20)));
    assertEquals(
        heard(WAN6, announced(B, Duration.ofSeconds(10), Duration.ofSeconds(20))), event());
    SourceStatus status = source.status();
    assertEquals(State.LISTENING, status.state());
    assertEquals(2, status.counters().get("answered"));
    assertEquals(1, status.counters().get("connections"));
  }

  /** A short lifetime would end while the router cannot be reached. */
  @Test
  void aPrefixWithoutLifetimesLastsUntilTheRouterLeavesItOut() throws InterruptedException {
    Duration hour = Duration.ofHours(1);
    start(
        holds(
            new RouterPrefix(A, Optional.empty(), Optional.empty()),
            new RouterPrefix(B, Optional.empty(), Optional.of(hour))));
    assertInstanceOf(SourceEvent.Listening.class, event());
    assertEquals(
        heard(WAN6, announced(A, Lifetime.FOREVER, Lifetime.FOREVER), announced(B, hour, hour)),
        event());
  }

  @Test
  void noneIsAnAnswer() throws InterruptedException {
    start(holds());
    assertInstanceOf(SourceEvent.Listening.class, event());
    assertEquals(heard(WAN6), event());
    askAgain();
    List<Trouble> troubles = source.status().troubles();
    assertEquals(List.of(Kind.NO_PREFIX), troubles.stream().map(Trouble::kind).toList());
    router.answers.add(holds(lasting(A, 1, 2)));
    assertInstanceOf(SourceEvent.Heard.class, event());
    askAgain();
    assertEquals(List.of(), source.status().troubles());
  }

  @Test
  void aFailureIsToldOnceAndIsNoObservation() throws InterruptedException {
    start(new RouterAnswer.Unavailable<>("no route to host"));
    assertEquals(new SourceEvent.Lost(NOW, CHANNEL, "no route to host", "", false), event());
    askAgain();
    assertEquals(State.WAITING, source.status().state());
    assertEquals("no route to host", source.status().detail());
    router.answers.add(new RouterAnswer.Unavailable<>("no route to host"));
    askAgain();
    router.answers.add(new RouterAnswer.Refused<>("another host key", "Compare it."));
    assertEquals(
        new SourceEvent.Lost(NOW, CHANNEL, "another host key", "Compare it.", false), event());
    askAgain();
    router.answers.add(holds(lasting(A, 1, 2)));
    assertInstanceOf(SourceEvent.Listening.class, event());
    assertInstanceOf(SourceEvent.Heard.class, event());
    askAgain();
    router.answers.add(new RouterAnswer.Unavailable<>("no route to host"));
    assertInstanceOf(SourceEvent.Lost.class, event());
    askAgain();
    assertEquals(State.LOST, source.status().state());
    assertEquals(4, source.status().counters().get("notAnswered"));
  }

  @Test
  void followsMoreQueriesOfItsRouter() throws InterruptedException {
    start(holds(lasting(A, 1, 2)));
    assertInstanceOf(SourceEvent.Listening.class, event());
    assertInstanceOf(SourceEvent.Heard.class, event());
    Channel.RouterPrefixes both = new Channel.RouterPrefixes("home", Set.of(WAN7, WAN6));
    assertTrue(CHANNEL.continuesAs(both));
    source.follow(both);
    assertEquals(WAN6, router.questions.take());
    router.answers.add(holds(lasting(A, 1, 2)));
    assertEquals(WAN7, router.questions.take());
    router.answers.add(new RouterAnswer.Refused<>("ubus shows no interface wan7", "Fix that."));
    assertEquals(
        new SourceEvent.Lost(NOW, both, "ubus shows no interface wan7", "Fix that.", false),
        event());
    assertEquals(heard(WAN6, announced(A, Duration.ofSeconds(1), Duration.ofSeconds(2))), event());
    Channel other = new Channel.RouterPrefixes("attic", Set.of(WAN6));
    assertThrows(IllegalArgumentException.class, () -> source.follow(other));
  }

  /** What ends because the program ends is no failure; {@link #close} sees no event. */
  @Test
  void isClosedInTheMiddleOfAQuestion() throws InterruptedException {
    thread.start();
    router.questions.take();
    source.close();
    thread.join();
    assertEquals(State.STARTING, source.status().state());
  }

  @Test
  void endsAtOnceIfClosedBeforeItRan() {
    source.close();
    source.run(events::add);
    assertTrue(router.questions.isEmpty());
  }
}
