package dev.leasehold.hostparts;

import dev.leasehold.api.DynamicPrefix.ServiceRef;
import dev.leasehold.api.PrefixLease.KeptService;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.render.KeepingPool;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Services without an IPv6 address, because another Service of their name keeps its host part: a
 * pool excludes by name alone. They are younger than the lease, which excludes no name that it
 * knew.
 */
final class ExcludedServices {
  private ExcludedServices() {}

  /** One line for each of them, with what to do, by its namespace and name. */
  static SortedMap<String, String> in(
      Collection<KeepingPool> pools, Collection<ServiceObject> services) {
    SortedMap<String, String> found = new TreeMap<>();
    for (KeepingPool pool : pools) {
      Map<String, ServiceRef> excluded = new TreeMap<>();
      Set<ServiceRef> kept = new HashSet<>();
      pool.held().stream()
          .flatMap(held -> held.kept().stream())
          .map(KeptService::service)
          .filter(kept::add)
          .forEach(service -> excluded.putIfAbsent(service.name(), service));
      for (ServiceObject service : services) {
        ServiceRef by = excluded.get(service.name());
        if (by != null
            && service.isLoadBalancer()
            && service.mayHaveIpv6()
            && !service.hasIpv6()
            && !service.asksForAddress()
            && !kept.contains(PartSearch.ref(service))) {
          found.putIfAbsent(
              service.id(),
              service.id()
                  + " gets no address of pool "
                  + pool.pool()
                  + ", which excludes its name, because "
                  + by
                  + " keeps its host part. Rename it, or pin it with hosts[].service");
        }
      }
    }
    return found;
  }
}
