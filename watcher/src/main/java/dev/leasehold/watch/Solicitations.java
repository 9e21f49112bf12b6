package dev.leasehold.watch;

import dev.leasehold.lease.Decision;
import dev.leasehold.lease.Decision.Solicitation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which routers to ask when: each question up to three times, four seconds apart, until there is an
 * answer (RFC 4861 section 6.3.7).
 */
final class Solicitations {
  /** RFC 4861 section 10: MAX_RTR_SOLICITATIONS. */
  private static final int TIMES = 3;

  /** RFC 4861 section 10: RTR_SOLICITATION_INTERVAL. */
  private static final Duration INTERVAL = Duration.ofSeconds(4);

  private record Sent(int times, Instant last) {
    Instant next() {
      return last.plus(INTERVAL);
    }
  }

  /** What is asked for because nothing was heard on an interface since then. */
  private final Map<String, Solicitation> unheard = new HashMap<>();

  private final Map<Solicitation, Sent> sent = new HashMap<>();

  /** Asks on an interface on which nobody listened until now. */
  void begin(String interfaceName, Instant now) {
    unheard.put(interfaceName, new Solicitation(interfaceName, now));
  }

  /** Asks anew on these interfaces and forgets the others, whatever was asked before. */
  void beginAnew(Collection<String> interfaces, Instant now) {
    unheard.clear();
    sent.clear();
    interfaces.forEach(name -> begin(name, now));
  }

  /** An advertisement was heard there. */
  void heard(String interfaceName) {
    unheard.remove(interfaceName);
  }

  /** The interfaces to solicit on now. */
  Set<String> due(List<Decision> decisions, Instant now) {
    Set<Solicitation> open = new HashSet<>(unheard.values());
    decisions.forEach(decision -> open.addAll(decision.solicitations()));
    sent.keySet().retainAll(open);
    Set<String> interfaces = new TreeSet<>();
    for (Solicitation solicitation : open) {
      Sent before = sent.getOrDefault(solicitation, new Sent(0, Instant.MIN));
      Instant at = before.times() == 0 ? solicitation.at() : before.next();
      if (before.times() < TIMES && !now.isBefore(at)) {
        sent.put(solicitation, new Sent(before.times() + 1, now));
        interfaces.add(solicitation.interfaceName());
      }
    }
    return interfaces;
  }

  /** When one has to be sent again. When the first is due, {@link Decision#lookAgainAt} tells. */
  Optional<Instant> again() {
    return sent.values().stream()
        .filter(s -> s.times() < TIMES)
        .map(Sent::next)
        .min(Instant::compareTo);
  }
}
