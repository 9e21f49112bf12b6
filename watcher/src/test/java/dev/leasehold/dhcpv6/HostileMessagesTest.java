package dev.leasehold.dhcpv6;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.message.Authentication;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.ElapsedTime;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.Preference;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.ReconfigureAccept;
import dev.leasehold.dhcpv6.message.ReconfigureMessage;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.SolMaxRt;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random events in any order, from attackers who even guess the transaction id: no step throws,
 * memory and traffic are limited, and the next wake-up is always in the future.
 */
class HostileMessagesTest {
  private static final int STEPS = 20_000;
  private static final long[] SECONDS = {
    0, 0, 1, 2, 30, 600, 4000, 100_000, 0x7fff_ffffL, 0xffff_fffeL, Lifetime.INFINITY
  };
  private static final String[] ADDRESSES = {
    "::", "::1", "2001:db8:a::", "2001:db8:a:b:c:d:e:f", "fe80::1", "ff02::1", "fd00::", "8000::"
  };

  private final Set<State.Phase> entered = new HashSet<>();
  private final Deque<Instant> sent = new ArrayDeque<>();
  private Random random = new Random(0);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepTheInvariants(long seed) {
    random = new Random(seed);
    Client client = new Client(Conversation.settings(1, 2), random);
    State state = client.start(Optional.empty());
    Instant now = Conversation.START;
    for (int i = 0; i < STEPS; i++) {
      Event event = event(state);
      Step step = client.step(state, event, now);
      check(step, now);
      state = step.state();
      entered.add(state.phase());
      if (state instanceof State.Released) {
        state = client.start(state.binding());
      }
      now = later(state, now);
    }
    assertTrue(state.toString().length() < 50_000);
    assertEquals(9, entered.size(), entered::toString);
  }

  private void check(Step step, Instant now) {
    State state = step.state();
    assertTrue(state.wakeAt().isEmpty() || state.wakeAt().get().isAfter(now), state::toString);
    for (Message message : step.send()) {
      assertTrue(message.write().length <= 1280, "fits into one packet on every link");
      sent.add(now);
    }
    sent.removeIf(at -> at.isBefore(now.minus(Duration.ofSeconds(20))));
    assertTrue(sent.size() <= 20, "section 14.1");
    assertTrue(step.notices().size() <= 20, step.notices()::toString);
    state.binding().ifPresent(b -> b.ias().forEach(ia -> assertTrue(ia.prefixes().size() <= 16)));
    state
        .binding()
        .ifPresent(b -> assertTrue(b.expiresNext().isAfter(now), "holds nothing expired"));
    if (state instanceof State.Soliciting soliciting) {
      assertTrue(soliciting.offers().size() <= 8);
    }
  }

  private Instant later(State state, Instant now) {
    return switch (random.nextInt(4)) {
      case 0 -> state.wakeAt().filter(at -> at.isAfter(now)).orElse(now);
      case 1 -> now.plusMillis(random.nextInt(3000));
      case 2 -> random.nextInt(50) == 0 ? now.plusSeconds(random.nextInt(100_000)) : now;
      default -> now;
    };
  }

  private Event event(State state) {
    return switch (random.nextInt(40)) {
      case 0 -> new Event.LinkDown();
      case 1, 2 -> new Event.LinkUp();
      case 3 -> new Event.Probe();
      case 4 -> random.nextInt(20) == 0 ? new Event.Release() : new Event.Due();
      case 5, 6, 7, 8, 9 -> new Event.Due();
      default -> new Event.Received(message(state), Conversation.FROM);
    };
  }

  private Message message(State state) {
    int id =
        state instanceof State.Exchanging asking && random.nextInt(10) > 0
            ? asking.exchange().transactionId()
            : random.nextInt(1 << 24);
    List<Option> options = new ArrayList<>();
    if (random.nextInt(20) > 0) {
      options.add(new ClientId(Conversation.CLIENT));
    }
    if (random.nextInt(20) > 0) {
      options.add(new ServerId(server(state)));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      options.add(option());
    }
    List<MessageType> types = List.of(MessageType.values());
    MessageType type =
        random.nextInt(10) == 0
            ? types.get(random.nextInt(types.size()))
            : random.nextInt(3) == 0 ? MessageType.ADVERTISE : MessageType.REPLY;
    return new Message(type, id, options);
  }

  private Duid server(State state) {
    Duid any = Conversation.duid("%04x".formatted(random.nextInt(20)));
    return random.nextInt(10) > 0 && state instanceof State.Exchanging asking
        ? asking.addressee().orElse(any)
        : any;
  }

  private Option option() {
    return switch (random.nextInt(12)) {
      case 0 -> new Preference(random.nextInt(256));
      case 1 -> new RapidCommit();
      case 2 -> new SolMaxRt(60 + random.nextInt(1000));
      case 3 -> new ReconfigureAccept();
      case 4 -> new ReconfigureMessage(random.nextBoolean() ? 5 : 6);
      case 5 ->
          new Authentication(
              3,
              1,
              0,
              random.nextLong(),
              Bytes.written(17, out -> out.put((byte) (1 + random.nextInt(2))).put(new byte[16])));
      case 6 -> new ElapsedTime(random.nextInt(0x10000));
      case 7 -> status(3000);
      default -> ia();
    };
  }

  private StatusCode status(int length) {
    return new StatusCode(random.nextInt(8), "x".repeat(random.nextInt(length)));
  }

  private IaPd ia() {
    List<Option> options = new ArrayList<>();
    int count = random.nextInt(100) == 0 ? 300 : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      options.add(random.nextInt(6) == 0 ? status(20) : prefix());
    }
    long t1 = seconds();
    return new IaPd(1 + random.nextInt(3), t1, random.nextBoolean() ? t1 : seconds(), options);
  }

  private IaPrefix prefix() {
    long valid = seconds();
    Address address =
        random.nextBoolean()
            ? Address.parse("2001:db8:%x::".formatted(random.nextInt(0x10000)))
            : Address.parse(ADDRESSES[random.nextInt(ADDRESSES.length)]);
    List<Option> options = random.nextInt(10) == 0 ? List.of(status(20)) : List.of();
    return new IaPrefix(
        random.nextBoolean() ? valid : seconds(), valid, random.nextInt(129), address, options);
  }

  private long seconds() {
    return SECONDS[random.nextInt(SECONDS.length)];
  }
}
