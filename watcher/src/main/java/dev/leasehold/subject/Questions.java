package dev.leasehold.subject;

import dev.leasehold.lease.PrefixDecision;
import dev.leasehold.lease.PrefixDecision.Solicitation;
import dev.leasehold.source.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When to ask which source. On an interface without a known router, the first solicitation is sent
 * after a random delay, so that hosts that start together do not send together (RFC 4861 section
 * 6.3.7). Further ones follow with growing pauses (RFC 7559), because a router may come back at any
 * time. Known routers are solicited at the times that the decisions give. A DHCPv6 client, the
 * kernel and a router that holds a prefix are asked once for each reason; otherwise they report by
 * themselves.
 */
public final class Questions {
  private static final Logger log = LoggerFactory.getLogger(Questions.class);

  /** RFC 4861 section 10: MAX_RTR_SOLICITATION_DELAY. */
  private static final Duration MAX_DELAY = Duration.ofSeconds(1);

  /** RFC 7559 section 2: IRT, which is RTR_SOLICITATION_INTERVAL. */
  private static final Duration INITIAL = Duration.ofSeconds(4);

  /** RFC 7559 section 2: MRT, 3600 s. */
  private static final Duration MAX = Duration.ofHours(1);

  /** The shortest pause between two solicitations on one interface. */
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

  /**
   * The limit of solicitations within {@link #BUDGET_TIME}. After it, solicitations are spread at
   * that rate. An attacker may invent routers to make all routers answer.
   */
  private static final int BUDGET = 30;

  private static final Duration BUDGET_TIME = Duration.ofMinutes(10);

  private record Sent(Instant last, Duration pause) {
    Instant next() {
      return last.plus(pause);
    }
  }

  private final RandomGenerator random;

  /** The interfaces without a known router, and when to send the first solicitation. */
  private final Map<String, Instant> unheard = new HashMap<>();

  /** The last solicitation on each of these interfaces. */
  private final Map<String, Sent> sent = new HashMap<>();

  /** When the latest solicitations were sent, for any reason. */
  private final Map<String, Deque<Instant>> latest = new HashMap<>();

  /** The interfaces with a due solicitation that waits for the shortest pause. */
  private final Set<String> wanted = new HashSet<>();

  /** The interfaces and routers to ask for the delegation or the addresses. */
  private final Set<String> others = new HashSet<>();

  public Questions(RandomGenerator random) {
    this.random = random;
  }

  /** Starts to solicit on an interface that the watcher has just begun to listen on. */
  public void begin(String interfaceName, Instant now) {
    sent.remove(interfaceName);
    unheard.put(interfaceName, now.plusNanos(random.nextLong(MAX_DELAY.toNanos())));
  }

  /** Starts to solicit again on all interfaces. */
  public void startOver(Set<Channel> listening, Instant now) {
    unheard.clear();
    sent.clear();
    latest.clear();
    advertising(listening).forEach(name -> begin(name, now));
  }

  /** Records that an advertisement was received on the interface. */
  public void heard(String interfaceName) {
    unheard.remove(interfaceName);
  }

  /** Logs why routers are solicited. */
  public void tell(Set<Channel> ask, List<Decided> decisions) {
    for (Channel channel : ask) {
      if (channel instanceof Channel.Advertisements(String on)) {
        log.info("{}: asking the routers: {}", on, why(on, decisions));
      }
    }
  }

  private String why(String on, List<Decided> decisions) {
    List<String> doubts = new ArrayList<>();
    for (Decided decided : decisions) {
      switch (decided) {
        case DecidedPrefix(PrefixSubject subject, PrefixDecision decision) -> {
          if (subject.acquisition().routerAdvertisement().filter(on::equals).isPresent()) {
            decision.doubted().forEach(prefix -> doubts.add(prefix + " of " + subject.name()));
          }
        }
        case DecidedClaim _ -> {}
      }
    }
    if (!doubts.isEmpty()) {
      return String.join(" and ", doubts) + " was left out of an advertisement and may be gone";
    }
    return unheard.containsKey(on)
        ? "no router was heard yet"
        : "to refresh their prefixes and to check that they are still there";
  }

  /** Asks the delegation, the kernel or the router that a subject uses. */
  public void ask(Subject subject) {
    switch (subject) {
      case PrefixSubject prefix -> {
        prefix.acquisition().dhcpv6().ifPresent(d -> others.add(d.interfaceName()));
        prefix.acquisition().kernel().ifPresent(others::add);
        prefix.acquisition().router().ifPresent(r -> others.add(r.router()));
      }
      case ClaimSubject _ -> {} // its order tells the router
    }
  }

  /** The channels to ask now. */
  public Set<Channel> due(Set<Channel> listening, List<Decided> decisions, Instant now) {
    Set<String> advertising = advertising(listening);
    unheard.keySet().retainAll(advertising);
    latest.keySet().retainAll(advertising);
    Set<String> solicit = solicit(advertising, decisions, now);
    Set<Channel> due = new HashSet<>();
    for (Channel channel : listening) {
      Set<String> asked =
          switch (channel) {
            case Channel.Advertisements _ -> solicit;
            case Channel.Delegation _, Channel.Addresses _, Channel.RouterPrefixes _ -> others;
            case Channel.PublicAddresses _ -> Set.<String>of(); // its source looks by itself
          };
      if (asked.contains(channel.where())) {
        due.add(channel);
      }
    }
    others.clear();
    return due;
  }

  private Set<String> solicit(Set<String> listening, List<Decided> decisions, Instant now) {
    Set<String> interfaces = new HashSet<>();
    sent.keySet().retainAll(unheard.keySet());
    unheard.forEach((name, first) -> {
      Sent before = sent.get(name);
      if (!now.isBefore(before == null ? first : before.next())) {
        sent.put(name, new Sent(now, before == null ? jittered(INITIAL) : longer(before.pause())));
        interfaces.add(name);
      }
    });
    wanted.clear();
    solicitations(decisions)
        .filter(solicitation -> !now.isBefore(solicitation.at()))
        .map(Solicitation::interfaceName)
        .filter(listening::contains)
        .forEach(wanted::add);
    wanted.stream().filter(name -> !now.isBefore(mayAskFrom(name))).forEach(interfaces::add);
    wanted.removeAll(interfaces);
    interfaces.forEach(name -> {
      Deque<Instant> sends = latest.computeIfAbsent(name, _ -> new ArrayDeque<>());
      sends.addLast(now);
      if (sends.size() > BUDGET) {
        sends.removeFirst();
      }
    });
    return interfaces;
  }

  private static Stream<Solicitation> solicitations(List<Decided> decisions) {
    return decisions.stream()
        .flatMap(decided ->
            switch (decided) {
              case DecidedPrefix prefix -> prefix.decision().solicitations().stream();
              case DecidedClaim _ -> Stream.<Solicitation>empty();
            });
  }

  /** When the next solicitation is allowed. One solicitation serves all prefixes and routers. */
  private Instant mayAskFrom(String interfaceName) {
    Deque<Instant> sends = latest.getOrDefault(interfaceName, new ArrayDeque<>());
    if (sends.isEmpty()) {
      return Instant.MIN;
    }
    boolean spent =
        sends.size() == BUDGET && sends.getFirst().plus(BUDGET_TIME).isAfter(sends.getLast());
    return sends.getLast().plus(spent ? BUDGET_TIME.dividedBy(BUDGET) : LEAST_PAUSE);
  }

  private static Set<String> advertising(Set<Channel> channels) {
    Set<String> names = new HashSet<>();
    for (Channel channel : channels) {
      if (channel instanceof Channel.Advertisements(String name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** When the next solicitation is due. */
  public Optional<Instant> next(List<Decided> decisions, Instant now) {
    Stream<Instant> later = solicitations(decisions).map(Solicitation::at).filter(now::isBefore);
    return Stream.of(
            sent.values().stream().map(Sent::next),
            unheard.entrySet().stream()
                .filter(e -> !sent.containsKey(e.getKey()))
                .map(Map.Entry::getValue),
            wanted.stream().map(this::mayAskFrom),
            later)
        .flatMap(instants -> instants)
        .min(Instant::compareTo);
  }

  /** RFC 9915 section 15, which RFC 7559 section 2 refers to: RT = 2*RTprev + RAND*RTprev. */
  private Duration longer(Duration previous) {
    Duration doubled = previous.plus(jittered(previous));
    return doubled.compareTo(MAX) > 0 ? jittered(MAX) : doubled;
  }

  /** RAND is between -0.1 and 0.1. */
  private Duration jittered(Duration pause) {
    return Duration.ofNanos((long) (pause.toNanos() * random.nextDouble(0.9, 1.1)));
  }
}
