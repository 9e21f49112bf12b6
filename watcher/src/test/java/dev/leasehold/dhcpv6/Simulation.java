package dev.leasehold.dhcpv6;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.Notice.Delegated;
import dev.leasehold.dhcpv6.Notice.Denied;
import dev.leasehold.dhcpv6.message.ElapsedTime;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One client connected to simulated servers, from a seed. The invariants are checked after each
 * step; all messages pass the codec.
 */
final class Simulation {
  private record Planned(Instant at, long order, Runnable action) {}

  final Random random;
  final SimulatedIsp isp;
  final Map<String, Integer> seen = new TreeMap<>();
  private final ClientSettings settings;
  private final PriorityQueue<Planned> planned =
      new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparingLong(Planned::order));
  private final Map<Long, Map<Prefix, Instant>> told = new HashMap<>();
  private final Deque<Instant> window = new ArrayDeque<>();
  private Client client;
  private State state;
  private Instant now = Conversation.START;
  private long order;
  private boolean up;
  private final Map<Integer, MessageType> exchanges =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, MessageType> eldest) {
          return size() > 2;
        }
      };
  private int sent;

  /** Of the line, while it is bad. */
  double loss;

  double duplicates;
  long delayMillis = 3;

  /** A further receiver of the client's notices. */
  Consumer<Notice> listener = _ -> {};

  Simulation(long seed, Duration lifetime) {
    random = new Random(seed);
    settings = Conversation.settings(random.nextBoolean() ? new long[] {1} : new long[] {1, 2});
    isp = new SimulatedIsp(random, lifetime);
    client = new Client(settings, random);
    state = client.start(Optional.empty());
  }

  void plan(Instant at, Runnable action) {
    planned.add(new Planned(at, order++, action));
  }

  Instant now() {
    return now;
  }

  State state() {
    return state;
  }

  int sent() {
    return sent;
  }

  void run(Instant end) {
    while (!now.equals(end)) {
      Instant next = planned.isEmpty() ? end : planned.peek().at();
      Instant wake = state.wakeAt().orElse(end);
      if (next.isAfter(end)) {
        next = end;
      }
      if (wake.isBefore(next)) {
        now = wake;
        happens(new Event.Due());
      } else {
        now = next;
        while (!planned.isEmpty() && !planned.peek().at().isAfter(now)) {
          planned.remove().action().run();
        }
      }
    }
  }

  void link(boolean isUp) {
    up = isUp;
    happens(isUp ? new Event.LinkUp() : new Event.LinkDown());
  }

  void unplug(boolean out) {
    if (up == out) {
      link(!out);
    }
  }

  /** Of the program, or the machine. */
  void restart(boolean remembers) {
    Optional<Binding> memory = remembers ? state.binding() : Optional.empty();
    if (!remembers) {
      told.clear();
    }
    client = new Client(settings, random);
    state = client.start(memory);
    if (up) {
      link(true);
    }
  }

  void happens(Event event) {
    Step step = client.step(state, event, now);
    state = step.state();
    for (Notice notice : step.notices()) {
      seen.merge(name(notice), 1, Integer::sum);
      follow(notice);
      listener.accept(notice);
    }
    step.send().forEach(this::send);
    checkState();
  }

  private static String name(Notice notice) {
    return switch (notice) {
      case Notice.Entered(State.Phase phase, String _, boolean _) -> phase.spelling();
      case Notice.Ignored(Notice.Reason reason, String _) -> reason.spelling();
      default -> notice.getClass().getSimpleName();
    };
  }

  /** The expected prefixes according to the notices. */
  private void follow(Notice notice) {
    switch (notice) {
      case Delegated delegated -> {
        Map<Prefix, Instant> before = told.getOrDefault(delegated.iaid(), Map.of());
        Map<Prefix, Instant> after = new HashMap<>();
        delegated
            .prefixes()
            .forEach(p -> after.put(p.prefix(), now.plusSeconds(p.validLifetime())));
        for (LeasedPrefix p : delegated.kept()) {
          assertEquals(before.get(p.prefix()), p.validUntil(), "what is kept was told before");
          after.put(p.prefix(), p.validUntil());
        }
        told.put(delegated.iaid(), after);
      }
      case Denied denied -> told.remove(denied.iaid());
      default -> {}
    }
  }

  private void checkState() {
    Set<Prefix> due = new HashSet<>();
    told.values().forEach(ia -> ia.values().removeIf(until -> !until.isAfter(now)));
    told.values().forEach(ia -> due.addAll(ia.keySet()));
    assertEquals(due, held(), "holds what it was told, until that expires");
    assertTrue(state.wakeAt().isEmpty() || state.wakeAt().get().isAfter(now), state::toString);
    assertEquals(up, !(state instanceof State.Down));
  }

  Set<Prefix> held() {
    Set<Prefix> held = new HashSet<>();
    state.binding().ifPresent(b -> b.ias().forEach(ia -> held.addAll(ia.prefixList())));
    return held;
  }

  private void send(Message message) {
    sent++;
    assertTrue(up, "no traffic while the link is down");
    checkRate();
    checkExchange(message);
    if (message.type() == MessageType.RENEW) {
      Instant t2 = state.binding().orElseThrow().rebindAt();
      assertTrue(now.isBefore(t2), "no Renew after T2");
    }
    assertNotEquals(MessageType.RELEASE, message.type());
    byte[] bytes = message.write();
    deliver(() -> isp.answers(parsed(bytes), now).forEach(this::answer));
  }

  private void checkRate() {
    window.add(now);
    while (!window.isEmpty() && window.peek().isBefore(now.minusSeconds(20))) {
      window.remove();
    }
    assertTrue(window.size() <= 20, "20 messages in 20 seconds: section 14.1");
  }

  /**
   * At most two exchanges at a time, a Rebind and a Solicit: a new transaction id begins an
   * exchange.
   */
  private void checkExchange(Message message) {
    MessageType type = exchanges.get(message.transactionId());
    if (type != null) {
      assertEquals(type, message.type());
    } else {
      assertEquals(Optional.of(new ElapsedTime(0)), message.option(ElapsedTime.class));
    }
    exchanges.put(message.transactionId(), message.type());
    if (message.type() == MessageType.SOLICIT && state.binding().isPresent()) {
      assertEquals(Optional.empty(), message.option(RapidCommit.class));
    }
  }

  private void answer(Message answer) {
    byte[] bytes = answer.write();
    deliver(() -> {
      if (up) {
        happens(new Event.Received(parsed(bytes), Conversation.FROM));
      }
    });
  }

  private void deliver(Runnable arrival) {
    int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < duplicates ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      plan(now.plusMillis(1 + random.nextLong(delayMillis)), arrival);
    }
  }

  static Message parsed(byte[] bytes) {
    return assertInstanceOf(Parsed.Accepted.class, Message.parse(bytes)).value()
            instanceof Message message
        ? message
        : new Message(MessageType.REPLY, 0, List.of());
  }
}
