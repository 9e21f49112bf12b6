package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.Preference;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The servers of an ISP with all simulated faults. */
final class SimulatedIsp {
  /** The treatment of the old prefix after a renumbering. */
  enum Old {
    TAKEN_BACK,
    DEPRECATED,
    UNMENTIONED
  }

  /** The answer of a server without a binding. */
  enum Unknown {
    NO_BINDING,
    NO_BINDING_OF_ALL,
    ZERO_LIFETIMES,
    SILENCE
  }

  private static final Duid[] SERVERS = {Conversation.SERVER, Conversation.OTHER};

  private final Random random;
  private final long lifetime;
  private final Map<Long, Prefix> lent = new HashMap<>();
  private final Map<Long, Map<Prefix, Old>> old = new HashMap<>();
  private int next;

  /** The working servers of the two. */
  final Set<Integer> working = new HashSet<>(Set.of(0));

  boolean empty;
  boolean failing;
  boolean lying;
  boolean rapid;
  Unknown unknown = Unknown.NO_BINDING;

  SimulatedIsp(Random random, Duration lifetime) {
    this.random = random;
    this.lifetime = lifetime.toSeconds();
    rapid = random.nextBoolean();
  }

  /** The delegated prefixes by IAID. */
  Map<Long, Prefix> lent() {
    return lent;
  }

  /** Renumbers all clients, from the next message on. */
  void renumber(Old what) {
    lent.forEach((iaid, prefix) -> {
      Map<Prefix, Old> before = old.computeIfAbsent(iaid, _ -> new HashMap<>());
      before.clear();
      before.put(prefix, what);
    });
    lent.replaceAll((_, _) -> fresh());
  }

  /** Loses all bindings and delegates other prefixes from now on. */
  void forget() {
    lent.clear();
    old.clear();
  }

  private Prefix fresh() {
    next++;
    return Prefix.parse("2001:db8:%x:%x00::/56".formatted(next >> 8, next & 0xff));
  }

  List<Message> answers(Message asked, Instant now) {
    Optional<Duid> to = asked.option(ServerId.class).map(ServerId::duid);
    List<Message> answers = new ArrayList<>();
    for (int server : working) {
      if (to.isEmpty() || to.get().bytes().equals(SERVERS[server].bytes())) {
        answer(asked, server).ifPresent(answers::add);
      }
    }
    return answers;
  }

  private Optional<Message> answer(Message asked, int server) {
    boolean solicit = asked.type() == MessageType.SOLICIT;
    boolean commits = solicit && rapid && random.nextBoolean();
    boolean known = asked.options(IaPd.class).stream().anyMatch(ia -> lent.containsKey(ia.iaid()));
    boolean extends_ = asked.type() == MessageType.RENEW || asked.type() == MessageType.REBIND;
    List<Option> options = new ArrayList<>();
    options.add(new ClientId(lying && chance(4) ? Conversation.OTHER : Conversation.CLIENT));
    options.add(new ServerId(SERVERS[server]));
    if (solicit && !commits) {
      options.add(new Preference(random.nextInt(256)));
    }
    if (commits) {
      options.add(new RapidCommit());
    }
    if (failing) {
      options.add(new StatusCode(StatusCode.UNSPEC_FAIL, "not now"));
    } else if (extends_ && !known && !empty && unknown != Unknown.ZERO_LIFETIMES) {
      if (unknown == Unknown.SILENCE && asked.type() == MessageType.REBIND) {
        return Optional.empty();
      }
      if (unknown == Unknown.NO_BINDING_OF_ALL) {
        options.add(new StatusCode(StatusCode.NO_BINDING, ""));
      } else {
        asked.options(IaPd.class).forEach(ia -> options.add(failed(ia, StatusCode.NO_BINDING)));
      }
    } else {
      asked
          .options(IaPd.class)
          .forEach(ia ->
              options.add(
                  empty
                      ? none(ia, extends_)
                      : extends_ && !known ? none(ia, true) : lend(ia, !solicit || commits)));
    }
    MessageType type = solicit && !commits ? MessageType.ADVERTISE : MessageType.REPLY;
    int transaction = asked.transactionId() ^ (lying && chance(4) ? 1 : 0);
    return Optional.of(new Message(type, transaction, options));
  }

  private static IaPd failed(IaPd ia, int status) {
    return new IaPd(ia.iaid(), 0, 0, List.of(new StatusCode(status, "")));
  }

  /** NoPrefixAvail with the client's prefixes withdrawn. */
  private IaPd none(IaPd ia, boolean takesBack) {
    lent.remove(ia.iaid());
    List<Option> options = new ArrayList<>();
    options.add(new StatusCode(StatusCode.NO_PREFIX_AVAIL, "the pool is empty"));
    if (takesBack) {
      ia.prefixes().stream()
          .filter(p -> p.address().value().signum() > 0)
          .forEach(p -> options.add(prefix(p.prefix(), 0, 0)));
    }
    return new IaPd(ia.iaid(), 0, 0, options);
  }

  private IaPd lend(IaPd ia, boolean commits) {
    Prefix prefix = Optional.ofNullable(lent.get(ia.iaid())).orElseGet(this::fresh);
    List<Option> options = new ArrayList<>();
    if (commits) {
      lent.put(ia.iaid(), prefix);
      old.getOrDefault(ia.iaid(), Map.of())
          .forEach((before, what) -> {
            switch (what) {
              case TAKEN_BACK -> options.add(prefix(before, 0, 0));
              case DEPRECATED -> options.add(prefix(before, 0, lifetime / 8));
              case UNMENTIONED -> {}
            }
          });
      if (chance(2)) {
        old.remove(ia.iaid());
      }
    }
    if (lying) {
      return lie(ia.iaid(), prefix);
    }
    options.add(prefix(prefix, lifetime * 3 / 4, lifetime));
    boolean chooses = random.nextBoolean();
    return new IaPd(ia.iaid(), chooses ? 0 : lifetime / 4, chooses ? 0 : lifetime / 2, options);
  }

  private IaPd lie(long iaid, Prefix prefix) {
    return switch (random.nextInt(6)) {
      case 0 -> new IaPd(iaid, 2000, 1000, List.of(prefix(prefix, 3000, 4000)));
      case 1 -> new IaPd(iaid, 1000, 2000, List.of(prefix(prefix, 4000, 3000)));
      case 2 -> new IaPd(iaid, 0, 0, List.of(prefix(Prefix.parse("::/0"), 3000, 4000)));
      case 3 -> new IaPd(iaid, 1, 1, List.of(prefix(prefix, 1, 2)));
      case 4 ->
          new IaPd(iaid, Lifetime.INFINITY, Lifetime.INFINITY, List.of(prefix(prefix, 5, 900)));
      default -> new IaPd(iaid + 7, 1000, 2000, List.of(prefix(prefix, 3000, 4000)));
    };
  }

  private static IaPrefix prefix(Prefix prefix, long preferred, long valid) {
    return new IaPrefix(preferred, valid, prefix.length(), prefix.network(), List.of());
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }
}
