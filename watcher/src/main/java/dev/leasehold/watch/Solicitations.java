package dev.leasehold.watch;

import dev.leasehold.lease.Decision;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which solicitations were asked for already: each is to be sent once. */
final class Solicitations {
  private final Set<Decision.Solicitation> sent = new HashSet<>();

  /** The interfaces to solicit on now. */
  Set<String> due(List<Decision> decisions, Instant now) {
    Set<String> interfaces = new TreeSet<>();
    Set<Decision.Solicitation> pending = new HashSet<>();
    for (Decision decision : decisions) {
      for (Decision.Solicitation solicitation : decision.solicitations()) {
        pending.add(solicitation);
        if (!solicitation.at().isAfter(now) && sent.add(solicitation)) {
          interfaces.add(solicitation.interfaceName());
        }
      }
    }
    sent.retainAll(pending);
    return interfaces;
  }
}
