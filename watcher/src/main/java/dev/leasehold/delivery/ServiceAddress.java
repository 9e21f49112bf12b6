package dev.leasehold.delivery;

import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An address that a Service of the cluster has of a lease.
 *
 * @param service {@code NAMESPACE/NAME}
 */
public record ServiceAddress(String service, Address address, Leased of) {
  /**
   * The addresses that Services have, those of gone prefixes first, then by their names. Each
   * counts once for a target.
   *
   * @param leased in the order of what counts if two have an address
   */
  static List<ServiceAddress> of(List<Leased> leased, Collection<ServiceObject> services) {
    List<ServiceAddress> found = new ArrayList<>();
    for (ServiceObject service : services) {
      for (Address address : service.loadBalancerIps()) {
        AddressRange one = AddressRange.of(address);
        Set<String> targets = new HashSet<>();
        leased.stream()
            .filter(candidate -> candidate.range().contains(one))
            .filter(candidate -> targets.add(candidate.target()))
            .forEach(of -> found.add(new ServiceAddress(service.id(), address, of)));
      }
    }
    found.sort(
        Comparator.comparing((ServiceAddress one) -> one.of().state())
            .reversed()
            .thenComparing(ServiceAddress::service)
            .thenComparing(ServiceAddress::address));
    return found;
  }

  /** The address and how it stands, in words. */
  String text(Instant now) {
    String what = service + " has " + address + " of " + of.text();
    return switch (of.state()) {
      case CURRENT -> what;
      case DRAINING ->
          what + of.at().map(end -> ", which drains until " + end).orElse(", which drains");
      case LOST -> what + ", which nothing lends any more";
      case GONE ->
          what
              + of.at()
                  .map(at -> ", which is gone since " + minutes(at, now) + " min")
                  .orElse(", which is gone");
    };
  }

  private static long minutes(Instant from, Instant now) {
    return Math.max(0, Duration.between(from, now).toMinutes());
  }
}
