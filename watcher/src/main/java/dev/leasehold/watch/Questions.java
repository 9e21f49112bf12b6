package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.Decision.Solicitation;
import dev.leasehold.source.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What to ask when. Routers, until there is an answer: first after a random delay, so that hosts
 * which start together do not ask together (RFC 4861 section 6.3.7), then less and less often (RFC
 * 7559), as nobody knows when a router is back. A delegation and the kernel, once, when there is a
 * reason: they ask and tell by themselves otherwise.
 */
final class Questions {
  /** RFC 4861 section 10: MAX_RTR_SOLICITATION_DELAY. */
  private static final Duration MAX_DELAY = Duration.ofSeconds(1);

  /** RFC 7559 section 2: IRT, which is RTR_SOLICITATION_INTERVAL. */
  private static final Duration INITIAL = Duration.ofSeconds(4);

  /** RFC 7559 section 2: MRT, 3600 s. */
  private static final Duration MAX = Duration.ofHours(1);

  private record Sent(Instant last, Duration pause) {
    Instant next() {
      return last.plus(pause);
    }
  }

  private final RandomGenerator random;

  /** What is asked for because nothing was heard on an interface since then. */
  private final Map<String, Solicitation> unheard = new HashMap<>();

  private final Map<Solicitation, Sent> sent = new HashMap<>();

  /** The interfaces whose delegation, or addresses, are to be asked for. */
  private final Set<String> others = new HashSet<>();

  Questions(RandomGenerator random) {
    this.random = random;
  }

  /** Asks on an interface on which nobody listened until now. */
  void begin(String interfaceName, Instant now) {
    Instant at = now.plusNanos(random.nextLong(MAX_DELAY.toNanos()));
    unheard.put(interfaceName, new Solicitation(interfaceName, at));
  }

  /** Asks the routers anew, whatever was asked before. */
  void beginAnew(Set<Channel> listening, Instant now) {
    unheard.clear();
    sent.clear();
    advertising(listening).forEach(name -> begin(name, now));
  }

  /** An advertisement was heard there. */
  void heard(String interfaceName) {
    unheard.remove(interfaceName);
  }

  /** Asks what holds now, of what is asked for there besides advertisements. */
  void ask(DynamicPrefix prefix) {
    prefix.acquisition().dhcpv6().ifPresent(d -> others.add(d.interfaceName()));
    prefix.acquisition().kernel().ifPresent(others::add);
  }

  /** What to ask now, of what is listened to. */
  Set<Channel> due(Set<Channel> listening, List<Decision> decisions, Instant now) {
    unheard.keySet().retainAll(advertising(listening));
    Set<String> solicit = solicit(decisions, now);
    Set<Channel> due = new HashSet<>();
    for (Channel channel : listening) {
      Set<String> asked =
          switch (channel) {
            case Channel.Advertisements _ -> solicit;
            case Channel.Delegation _, Channel.Addresses _ -> others;
          };
      if (asked.contains(channel.interfaceName())) {
        due.add(channel);
      }
    }
    others.clear();
    return due;
  }

  private Set<String> solicit(List<Decision> decisions, Instant now) {
    Set<Solicitation> open = new HashSet<>(unheard.values());
    decisions.forEach(decision -> open.addAll(decision.solicitations()));
    sent.keySet().retainAll(open);
    Set<String> interfaces = new HashSet<>();
    for (Solicitation solicitation : open) {
      Sent before = sent.get(solicitation);
      Instant at = before == null ? solicitation.at() : before.next();
      if (!now.isBefore(at)) {
        Duration pause = before == null ? jittered(INITIAL) : longer(before.pause());
        sent.put(solicitation, new Sent(now, pause));
        interfaces.add(solicitation.interfaceName());
      }
    }
    return interfaces;
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

  /**
   * When one has to be sent, for the first time or again. When a decision asks for one first,
   * {@link Decision#lookAgainAt} tells.
   */
  Optional<Instant> next() {
    return Stream.concat(
            sent.values().stream().map(Sent::next),
            unheard.values().stream().filter(s -> !sent.containsKey(s)).map(Solicitation::at))
        .min(Instant::compareTo);
  }

  /** RFC 9915 section 15, which RFC 7559 section 2 goes by: RT = 2*RTprev + RAND*RTprev. */
  private Duration longer(Duration previous) {
    Duration doubled = previous.plus(jittered(previous));
    return doubled.compareTo(MAX) > 0 ? jittered(MAX) : doubled;
  }

  /** RAND is between -0.1 and 0.1. */
  private Duration jittered(Duration pause) {
    return Duration.ofNanos((long) (pause.toNanos() * random.nextDouble(0.9, 1.1)));
  }
}
