package dev.leasehold.router;

import dev.leasehold.log.Bug;
import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.Kind;
import dev.leasehold.source.SourceStatus.State;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.source.Troubles;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a router hold the addresses of its orders, over one connection, and tells what it answers.
 * {@link RouterDuties} decides what to do; each thing runs on a thread of its own.
 */
public final class RouterSource implements Source {
  private static final Duration IDLE = Duration.ofMinutes(1);

  private static final Trouble UNREAD =
      new Trouble(
          Kind.NOT_PERSISTED,
          "a target has not been read yet: until then the boot script stays as it is, and no"
              + " address is released",
          "The status of the targets says which one, and why.");

  /** The end of a duty, or a reason to look whether another one is due. */
  private sealed interface Signal {
    record Ended(RouterDuty duty, RouterAnswer<?> answer) implements Signal {}

    record Changed() implements Signal {}
  }

  private final RouterConnection connection;
  private final RouterCommands commands;
  private final RouterDuties duties;
  private final boolean persists;
  private final Optional<Allocations> allocations;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final long start;
  private final Counters counters = new Counters();
  private final Troubles troubles = new Troubles();
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private volatile Channel.PublicAddresses channel;
  private volatile boolean asked;
  private volatile boolean closed;
  private volatile State state = State.STARTING;
  private volatile String detail = "";

  /**
   * Creates a source; opens no connection yet.
   *
   * @param nanos the monotonic clock in nanoseconds
   * @param allocations what an earlier process left unfinished; empty: the router is only looked
   *     at, and never changed
   */
  public RouterSource(
      Channel.PublicAddresses channel,
      RouterConnection connection,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random,
      Optional<Allocations> allocations) {
    this.channel = channel;
    this.connection = connection;
    this.commands = new RouterCommands(connection);
    this.allocations = allocations;
    this.persists = allocations.isPresent() && connection.router().persist() == Router.Persist.BOOT;
    this.duties =
        new RouterDuties(
            random,
            allocations.isEmpty(),
            persists,
            allocations.map(Allocations::saved).orElse(List.of()));
    this.clock = clock;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  @Override
  public void run(Consumer<? super SourceEvent> events) {
    Channel.@Nullable PublicAddresses following = null;
    while (!closed) {
      following = follow(following);
      List<RouterDuty> due = duties.due(now());
      allocations.ifPresent(file -> file.save(duties.allocations()));
      for (RouterDuty duty : due) {
        Thread.ofVirtual().name("router " + channel.router()).start(() -> carryOut(duty));
      }
      Map<String, AddressAnswer> answers = new HashMap<>();
      try {
        for (Signal signal : await()) {
          if (signal instanceof Signal.Ended(RouterDuty duty, RouterAnswer<?> answer)) {
            Map<String, AddressAnswer> more = ended(duty, answer, events);
            if (!Collections.disjoint(answers.keySet(), more.keySet())) {
              tell(answers, events); // none replaces another
            }
            answers.putAll(more);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
      }
      tell(answers, events);
    }
  }

  private void tell(Map<String, AddressAnswer> answers, Consumer<? super SourceEvent> events) {
    if (!answers.isEmpty() && !closed) {
      answers.values().forEach(this::count);
      events.accept(new SourceEvent.Answered(clock.instant(), channel.router(), answers));
    }
    answers.clear();
  }

  private Channel.PublicAddresses follow(Channel.@Nullable PublicAddresses following) {
    Channel.PublicAddresses wanted = channel;
    if (!wanted.equals(following)) {
      duties.follow(wanted.orders(), wanted.isWhole());
      if (persists && !wanted.isWhole()) {
        troubles.begin(Kind.NOT_PERSISTED, UNREAD);
      } else if (following != null && !following.isWhole()) {
        troubles.end(Kind.NOT_PERSISTED);
      }
    }
    if (asked) {
      asked = false;
      duties.lookNow();
    }
    return wanted;
  }

  private Duration now() {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }

  private List<Signal> await() throws InterruptedException {
    Duration wait = duties.next().map(at -> at.minus(now())).orElse(IDLE);
    Signal first = signals.poll(Math.max(1, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
    if (first == null) {
      return List.of();
    }
    List<Signal> all = new ArrayList<>(List.of(first));
    signals.drainTo(all);
    return all;
  }

  private void carryOut(RouterDuty duty) {
    RouterAnswer<?> answer;
    try {
      answer =
          switch (duty) {
            case RouterDuty.Look _ -> commands.list();
            case RouterDuty.Allocate(WanInterface on, var command, var previous) ->
                command.isPresent()
                    ? commands.allocateWith(command.get(), on)
                    : commands.allocate(on, previous);
            case RouterDuty.Release(WanInterface on) -> commands.release(on, true);
            case RouterDuty.Observe(String name) -> commands.observe(name);
            case RouterDuty.Routes(var addresses) -> commands.routes(addresses);
            case RouterDuty.Persist(var held) -> commands.persist(held);
          };
    } catch (RuntimeException | Error e) {
      answer = new RouterAnswer.Unavailable<>(Bug.text(e, "asking a router"));
    }
    signals.add(new Signal.Ended(duty, answer));
  }

  private Map<String, AddressAnswer> ended(
      RouterDuty duty, RouterAnswer<?> answer, Consumer<? super SourceEvent> events) {
    return switch (duty) {
      case RouterDuty.Look _ -> {
        RouterAnswer<RouterState> looked = look(answer);
        Map<String, AddressAnswer> answers = duties.looked(looked, now());
        tell(looked, events);
        yield answers;
      }
      case RouterDuty.Routes _ -> duties.routed(routes(answer), now());
      case RouterDuty.Persist persist -> {
        persisted(answer, persist.held().isEmpty());
        duties.persisted(persist, answer, now());
        yield Map.of();
      }
      case RouterDuty.OnInterface on -> {
        if (on instanceof RouterDuty.Allocate) {
          boolean isDone = answer instanceof RouterAnswer.Done;
          counters.count(isDone ? "allocated" : "notAllocated");
          state = isDone ? State.LISTENING : state; // a router of commands is not looked at
        }
        Optional<AddressAnswer> of = duties.did(on, answer, now());
        yield of.map(a -> Map.of(on.wanInterface(), a)).orElse(Map.of());
      }
    };
  }

  private static RouterAnswer<RouterState> look(RouterAnswer<?> answer) {
    return switch (answer) {
      case RouterAnswer.Done<?>(Object value) -> new RouterAnswer.Done<>((RouterState) value);
      case RouterAnswer.Refused<?>(String reason, String whatToDo) ->
          new RouterAnswer.Refused<>(reason, whatToDo);
      case RouterAnswer.Unavailable<?>(String reason) -> new RouterAnswer.Unavailable<>(reason);
    };
  }

  private static RouterAnswer<List<RouteState>> routes(RouterAnswer<?> answer) {
    return answer instanceof RouterAnswer.Done<?>(Object value)
        ? new RouterAnswer.Done<>(((List<?>) value).stream().map(RouteState.class::cast).toList())
        : new RouterAnswer.Unavailable<>("");
  }

  /** Keeps the problem of the boot script for the status. */
  private void persisted(RouterAnswer<?> answer, boolean isEmpty) {
    Optional<Trouble> trouble =
        switch (answer) {
          case RouterAnswer.Done<?>(BootFile file) when file.path().isEmpty() && !isEmpty ->
              Optional.of(
                  new Trouble(
                      Kind.NOT_PERSISTED,
                      "there is no place for a boot script",
                      "Set persist: Off for this router."));
          case RouterAnswer.Done<?> _ -> Optional.empty();
          case RouterAnswer.Refused<?>(String reason, String whatToDo) ->
              Optional.of(new Trouble(Kind.NOT_PERSISTED, reason, whatToDo));
          case RouterAnswer.Unavailable<?>(String reason) ->
              Optional.of(new Trouble(Kind.NOT_PERSISTED, reason, ""));
        };
    trouble.ifPresentOrElse(
        why -> troubles.begin(Kind.NOT_PERSISTED, why), () -> troubles.end(Kind.NOT_PERSISTED));
  }

  /** Tells people that the router can be reached now, or cannot. */
  private void tell(RouterAnswer<RouterState> looked, Consumer<? super SourceEvent> events) {
    switch (looked) {
      case RouterAnswer.Done<RouterState> _ -> {
        boolean isNew = state != State.LISTENING;
        state = State.LISTENING;
        detail = "";
        if (isNew) {
          events.accept(
              new SourceEvent.Listening(
                  clock.instant(), channel, connection.router().server().toString()));
        }
      }
      case RouterAnswer.Refused<RouterState>(String reason, String whatToDo) ->
          lost(reason, whatToDo, events);
      case RouterAnswer.Unavailable<RouterState>(String reason) -> lost(reason, "", events);
    }
  }

  private void lost(String why, String hint, Consumer<? super SourceEvent> events) {
    counters.count("unreachable");
    state = state == State.STARTING || state == State.WAITING ? State.WAITING : State.LOST;
    detail = why;
    events.accept(new SourceEvent.Lost(clock.instant(), channel, why, hint, false));
  }

  private void count(AddressAnswer answer) {
    counters.count(
        switch (answer) {
          case AddressAnswer.Held _, AddressAnswer.Observed _ -> "verified";
          case AddressAnswer.Routed _ -> "routesSeen";
          case AddressAnswer.Released _ -> "released";
          case AddressAnswer.Failed _ -> "failed";
        });
  }

  @Override
  public void ask() {
    asked = true;
    signals.add(new Signal.Changed());
  }

  @Override
  public void follow(Channel other) {
    if (!channel.continuesAs(other)) {
      throw new IllegalArgumentException(channel + " does not continue as " + other);
    }
    channel = (Channel.PublicAddresses) other;
    signals.add(new Signal.Changed());
  }

  @Override
  public SourceStatus status() {
    Map<String, Long> counts = new HashMap<>(counters.snapshot());
    counts.put("connections", (long) connection.opened());
    return new SourceStatus(state, "", detail, troubles.all(), counts);
  }

  @Override
  public void close() {
    closed = true;
    // It waits for an attempt to connect, and a process that ends must not.
    Thread.ofVirtual().start(connection::close);
    signals.add(new Signal.Changed());
  }
}
