package dev.leasehold.router;

import dev.leasehold.net.Address;
import java.util.Optional;
import java.util.Set;

/**
 * Where a router sends packets to an address, and which BGP daemons there have learned a route to
 * it alone (/32 or /128).
 *
 * @param kernel the kernel's most specific route, which may be the default route; empty: it has
 *     none, drops the packets, or has the address itself
 * @param asked the daemons that answered
 * @param learnedBy those of them that have the route by BGP and prefer it
 */
public record RouteState(
    Address address, Optional<KernelRoute> kernel, Set<BgpDaemon> asked, Set<BgpDaemon> learnedBy) {
  public RouteState {
    asked = Set.copyOf(asked);
    learnedBy = Set.copyOf(learnedBy);
    if (!asked.containsAll(learnedBy)) {
      throw new IllegalArgumentException("learned by a daemon that did not answer");
    }
  }

  /**
   * Whether the kernel forwards packets to the address over other interfaces than these: those
   * towards the provider. One of several equal paths that leads outside loses packets.
   */
  public boolean leadsInside(Set<String> outside) {
    return kernel
        .filter(route -> route.nextHops().stream().noneMatch(hop -> outside.contains(hop.device())))
        .isPresent();
  }
}
