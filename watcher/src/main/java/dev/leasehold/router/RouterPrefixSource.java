package dev.leasehold.router;

import dev.leasehold.api.PrefixQuery;
import dev.leasehold.log.Bug;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.Kind;
import dev.leasehold.source.SourceStatus.State;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks a router every minute which prefixes it holds by delegation, and sooner while it does not
 * answer or has none. An answer is an observation, also one without prefixes; a failure is not,
 * because it says nothing about the prefixes.
 */
public final class RouterPrefixSource implements Source {
  /** The pause after an answer with a prefix from each query. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /** The pause after a failure, or while the router may just connect again. */
  static final Duration SOON = Duration.ofSeconds(15);

  /** A router. */
  interface Asked extends AutoCloseable {
    /** Asks, and waits for the answer. */
    RouterAnswer<List<RouterPrefix>> prefixes(PrefixQuery query);

    /** How many connections were opened so far. */
    int opened();

    /** Ends the connection and the commands on it. */
    @Override
    void close();
  }

  private final String server;
  private final Asked router;
  private final InstantSource clock;
  private final Counters counters = new Counters();
  private final Semaphore wake = new Semaphore(0);
  private volatile Channel.RouterPrefixes channel;
  private volatile boolean closed;
  private volatile State state = State.STARTING;
  private volatile String detail = "";
  private volatile boolean hasNone;

  /** Creates a source over a connection of its own; opens it not yet. */
  public RouterPrefixSource(
      Channel.RouterPrefixes channel, RouterConnection connection, InstantSource clock) {
    this(channel, connection.router().server().toString(), over(connection), clock);
  }

  /**
   * Creates a source.
   *
   * @param server where the router is, for people
   */
  RouterPrefixSource(
      Channel.RouterPrefixes channel, String server, Asked router, InstantSource clock) {
    this.channel = channel;
    this.server = server;
    this.router = router;
    this.clock = clock;
  }

  private static Asked over(RouterConnection connection) {
    RouterCommands commands = new RouterCommands(connection);
    return new Asked() {
      @Override
      public RouterAnswer<List<RouterPrefix>> prefixes(PrefixQuery query) {
        return commands.prefixes(query);
      }

      @Override
      public int opened() {
        return connection.opened();
      }

      @Override
      public void close() {
        // The connection may just be opened, which takes a while, and ends by itself then.
        Thread.ofVirtual().name("end of " + connection.router().name()).start(connection::close);
      }
    };
  }

  @Override
  public void run(Consumer<? super SourceEvent> events) {
    while (!closed) {
      wake.drainPermits();
      Duration pause = askAll(events);
      try {
        boolean _ = !closed && wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
      }
    }
  }

  /** Asks each query, and returns the time until the next round. */
  private Duration askAll(Consumer<? super SourceEvent> events) {
    List<PrefixQuery> queries =
        channel.queries().stream().sorted(Comparator.comparing(PrefixQuery::word)).toList();
    List<RouterAnswer<List<RouterPrefix>>> answers = new ArrayList<>();
    for (PrefixQuery query : queries) {
      if (!closed) {
        answers.add(ask(query));
      }
    }
    if (closed) {
      return Duration.ZERO; // what it was closed in the middle of is no failure
    }
    tell(answers, events);
    boolean isComplete = true;
    boolean none = false;
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i)
          instanceof RouterAnswer.Done<List<RouterPrefix>>(List<RouterPrefix> held)) {
        counters.count("answered");
        none |= held.isEmpty();
        events.accept(
            new SourceEvent.Heard(
                new Observation(
                    clock.instant(),
                    new Origin.OfRouter(channel.router(), queries.get(i)),
                    held.stream().map(RouterPrefixSource::announced).toList())));
      } else {
        isComplete = false;
      }
    }
    hasNone = none;
    return isComplete && !none ? INTERVAL : SOON;
  }

  private RouterAnswer<List<RouterPrefix>> ask(PrefixQuery query) {
    try {
      return router.prefixes(query);
    } catch (RuntimeException | Error e) {
      return new RouterAnswer.Unavailable<>(Bug.text(e, "asking a router"));
    }
  }

  /**
   * The prefix with its lifetimes. A router that shows no preferred lifetime prefers the prefix as
   * long as it is valid, and a prefix without any lifetime is valid until the router leaves it out:
   * a short lifetime would end while the router cannot be reached.
   */
  private static Announced announced(RouterPrefix held) {
    Duration valid = held.valid().orElse(Lifetime.FOREVER);
    return new Announced(held.prefix(), held.preferred().orElse(valid), valid);
  }

  /** Tells people that the router answers now, or that it does not, each once. */
  private void tell(
      List<RouterAnswer<List<RouterPrefix>>> answers, Consumer<? super SourceEvent> events) {
    for (RouterAnswer<List<RouterPrefix>> answer : answers) {
      switch (answer) {
        case RouterAnswer.Done<List<RouterPrefix>> _ -> {}
        case RouterAnswer.Refused<List<RouterPrefix>>(String reason, String whatToDo) -> {
          lost(reason, whatToDo, events);
          return;
        }
        case RouterAnswer.Unavailable<List<RouterPrefix>>(String reason) -> {
          lost(reason, "", events);
          return;
        }
      }
    }
    if (state != State.LISTENING) {
      state = State.LISTENING;
      detail = "";
      events.accept(new SourceEvent.Listening(clock.instant(), channel, server));
    }
  }

  private void lost(String why, String hint, Consumer<? super SourceEvent> events) {
    counters.count("notAnswered");
    boolean isNews = !why.equals(detail);
    state = state == State.STARTING || state == State.WAITING ? State.WAITING : State.LOST;
    detail = why;
    if (isNews) {
      events.accept(new SourceEvent.Lost(clock.instant(), channel, why, hint, false));
    }
  }

  @Override
  public void ask() {
    wake.release();
  }

  @Override
  public void follow(Channel other) {
    if (!channel.continuesAs(other)) {
      throw new IllegalArgumentException(channel + " does not continue as " + other);
    }
    channel = (Channel.RouterPrefixes) other;
    wake.release();
  }

  @Override
  public SourceStatus status() {
    Map<String, Long> counts = new HashMap<>(counters.snapshot());
    counts.put("connections", (long) router.opened());
    List<Trouble> troubles =
        hasNone && state == State.LISTENING
            ? List.of(
                new Trouble(
                    Kind.NO_PREFIX,
                    "the router holds no prefix",
                    "Check its DHCPv6 client and its connection to the provider."))
            : List.of();
    return new SourceStatus(state, "", detail, troubles, counts);
  }

  @Override
  public void close() {
    closed = true;
    router.close();
    wake.release();
  }
}
