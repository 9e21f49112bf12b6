package dev.leasehold.daemon;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixQuery;
import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.AddressOrder;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Shares the sources of a process among its targets: each target has an inbox, which gets every
 * event. A target that is busy, for example with a push that hangs, holds up no other.
 */
final class Inboxes implements AutoCloseable {
  /** The most events that wait for a busy target if there are several. */
  private static final int MOST_WAITING = 4 * EventQueue.PLACES;

  /** How often to check whether the process ends. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private sealed interface Signal {
    record Happened(SourceEvent event) implements Signal {}

    /** Only wakes the target. */
    record Wake() implements Signal {}
  }

  private final Listeners listeners;
  private final InstantSource clock;
  private final Set<String> unfinished;
  private final List<Inbox> inboxes = new ArrayList<>();

  /**
   * @param unfinished the routers that have something to do from an earlier process, whatever the
   *     targets ask
   */
  Inboxes(Listeners listeners, InstantSource clock, Set<String> unfinished) {
    this.listeners = listeners;
    this.clock = clock;
    this.unfinished = Set.copyOf(unfinished);
  }

  /**
   * Adds the inbox of a target; call it before {@link #run}. About an interface of a router, the
   * earlier target has the say.
   */
  synchronized Inbox open(String target) {
    Inbox inbox = new Inbox(target);
    inboxes.add(inbox);
    return inbox;
  }

  /**
   * Distributes the events until the listeners are closed or every inbox is. Without an inbox it
   * waits for the listeners to be closed.
   *
   * @throws IOException if a channel needs a correction by an operator
   */
  void run() throws IOException, InterruptedException {
    while (!listeners.isClosed() && !isDone()) {
      for (SourceEvent event : listeners.next(TICK)) {
        for (Inbox inbox : all()) {
          inbox.put(of(inbox, event));
        }
      }
    }
  }

  /** An event as a target is to see it. */
  private synchronized SourceEvent of(Inbox inbox, SourceEvent event) {
    if (!(event instanceof SourceEvent.Answered answered)) {
      return event;
    }
    Map<String, AddressAnswer> answers = new HashMap<>(answered.answers());
    answers.replaceAll((name, answer) -> taken(inbox, answered.router(), name).orElse(answer));
    return new SourceEvent.Answered(answered.at(), answered.router(), answers);
  }

  /** What a target is told of an interface that an earlier target uses; empty: none does. */
  private Optional<AddressAnswer> taken(Inbox inbox, String router, String wanInterface) {
    Optional<AddressOrder> order = inbox.order(router, wanInterface);
    if (order.isEmpty()) {
      return Optional.empty();
    }
    return inboxes.subList(0, inboxes.indexOf(inbox)).stream()
        .filter(before ->
            before.order(router, wanInterface).filter(o -> !sharesWith(o, order.get())).isPresent())
        .findFirst()
        .map(before ->
            order.get() instanceof AddressOrder.Release
                ? new AddressAnswer.Released() // it stays for the other one
                : new AddressAnswer.Failed(
                    "target "
                        + before.target
                        + " has a claim of "
                        + wanInterface
                        + " on router "
                        + router
                        + " too",
                    "Rename one of the two claims, or give one another wanInterface."));
  }

  /** Any number of targets can look at one interface. */
  private static boolean sharesWith(AddressOrder one, AddressOrder other) {
    return one instanceof AddressOrder.Observe && other instanceof AddressOrder.Observe;
  }

  private synchronized List<Inbox> all() {
    return List.copyOf(inboxes);
  }

  private synchronized boolean isDone() {
    return !inboxes.isEmpty() && inboxes.stream().allMatch(inbox -> inbox.done);
  }

  /** Listens to the channels of all targets. */
  private synchronized void listen() {
    Set<Channel> wanted = new LinkedHashSet<>();
    Map<String, Channel.Delegation> delegations = new TreeMap<>();
    Map<String, Channel.PublicAddresses> routers = new TreeMap<>();
    Map<String, Channel.RouterPrefixes> asked = new TreeMap<>();
    for (Inbox inbox : inboxes) {
      for (Channel channel : inbox.channels) {
        switch (channel) {
          case Channel.Delegation delegation ->
              delegations.merge(delegation.interfaceName(), delegation, Inboxes::both);
          case Channel.PublicAddresses addresses ->
              routers.merge(addresses.router(), addresses, Inboxes::both);
          case Channel.RouterPrefixes prefixes ->
              asked.merge(prefixes.router(), prefixes, Inboxes::both);
          case Channel.Advertisements _, Channel.Addresses _ -> wanted.add(channel);
        }
      }
    }
    // A router that nobody asks any more may still have something to clean up.
    Set<String> cleaning = new TreeSet<>(unfinished);
    for (Channel running : listeners.status().keySet()) {
      if (running instanceof Channel.PublicAddresses) {
        cleaning.add(running.where());
      }
    }
    for (String router : cleaning) {
      routers.putIfAbsent(router, new Channel.PublicAddresses(router, new TreeMap<>()));
    }
    boolean isWhole = inboxes.stream().allMatch(inbox -> inbox.isRead);
    routers.forEach(
        (router, all) -> wanted.add(new Channel.PublicAddresses(router, all.orders(), isWhole)));
    wanted.addAll(asked.values());
    wanted.addAll(delegations.values());
    listeners.listenTo(wanted);
  }

  /** One client asks for the delegations of both, with the DUID of the first. */
  private static Channel.Delegation both(Channel.Delegation one, Channel.Delegation other) {
    SortedMap<String, DynamicPrefix.Delegation> asked = new TreeMap<>(other.asked());
    asked.putAll(one.asked());
    return new Channel.Delegation(one.interfaceName(), asked, one.duid());
  }

  /** One router serves the orders of both; about one interface the first wins. */
  private static Channel.PublicAddresses both(
      Channel.PublicAddresses one, Channel.PublicAddresses other) {
    SortedMap<String, AddressOrder> orders = new TreeMap<>(other.orders());
    orders.putAll(one.orders());
    return new Channel.PublicAddresses(one.router(), orders);
  }

  private static Channel.RouterPrefixes both(
      Channel.RouterPrefixes one, Channel.RouterPrefixes other) {
    Set<PrefixQuery> queries = new HashSet<>(one.queries());
    queries.addAll(other.queries());
    return new Channel.RouterPrefixes(one.router(), queries);
  }

  @Override
  public void close() {
    listeners.close();
    all().forEach(Inbox::wake);
  }

  /** The events for one target. */
  final class Inbox {
    private final BlockingQueue<Signal> queue = new LinkedBlockingQueue<>();

    private final String target;
    private Set<Channel> channels = Set.of();
    private boolean isRead;
    private volatile boolean done;

    private Inbox(String target) {
      this.target = target;
    }

    /** What the target asks a router for on an interface. */
    private Optional<AddressOrder> order(String router, String wanInterface) {
      return channels.stream()
          .filter(Channel.PublicAddresses.class::isInstance)
          .map(Channel.PublicAddresses.class::cast)
          .filter(asked -> asked.router().equals(router))
          .flatMap(asked -> Stream.ofNullable(asked.orders().get(wanInterface)))
          .findFirst();
    }

    /**
     * Listens to these channels for the target.
     *
     * @param isRead whether its branch has been read; until then it may need more channels
     */
    void listenTo(Set<Channel> wanted, boolean isRead) {
      Set<Channel> joined = new HashSet<>();
      synchronized (Inboxes.this) {
        if (wanted.equals(channels) && isRead == this.isRead) {
          return;
        }
        this.isRead = isRead;
        for (Channel channel : wanted) {
          if (!channels.contains(channel) && isShared(channel)) {
            joined.add(channel);
          }
        }
        channels = Set.copyOf(wanted);
      }
      listen();
      joined.forEach(this::join);
    }

    private boolean isShared(Channel channel) {
      return inboxes.stream().anyMatch(other -> other != this && other.channels.contains(channel));
    }

    /** Asks a source that runs for other targets: it does not repeat what it said to them. */
    private void join(Channel channel) {
      SourceStatus status = listeners.status().get(channel);
      if (status != null && status.state() == State.LISTENING) {
        queue.add(new Signal.Happened(new SourceEvent.Listening(clock.instant(), channel)));
      }
      listeners.ask(channel);
    }

    void ask(Channel channel) {
      for (Channel running : listeners.status().keySet()) {
        if (running.equals(channel) || isClientOf(running, channel)) {
          listeners.ask(running);
        }
      }
    }

    private static boolean isClientOf(Channel running, Channel channel) {
      return running instanceof Channel.Delegation
              && channel instanceof Channel.Delegation
              && running.where().equals(channel.where())
          || running.continuesAs(channel);
    }

    /** The status of the sources of all targets. */
    Map<Channel, SourceStatus> status() {
      return listeners.status();
    }

    boolean isClosed() {
      return listeners.isClosed();
    }

    private void put(SourceEvent event) {
      if (done || queue.size() >= MOST_WAITING && isRepeated(event)) {
        return; // the target has its tip and its history in Git, and the source says it again
      }
      queue.add(new Signal.Happened(event));
    }

    private static boolean isRepeated(SourceEvent event) {
      return event instanceof SourceEvent.Heard heard
          && !(heard.observation().origin() instanceof Origin.Delegated);
    }

    /** Makes {@link #next} return. */
    void wake() {
      queue.add(new Signal.Wake());
    }

    /** The events that have arrived, in order; empty if none arrives in time. */
    List<SourceEvent> next(Duration wait) throws InterruptedException {
      List<SourceEvent> events = new ArrayList<>();
      Signal signal = queue.poll(Math.max(0, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
      while (signal != null) {
        if (signal instanceof Signal.Happened(SourceEvent event)) {
          events.add(event);
        }
        signal = events.size() < EventQueue.PLACES ? queue.poll() : null;
      }
      return events;
    }

    /** The target needs no more events. */
    void done() {
      done = true;
    }
  }
}
