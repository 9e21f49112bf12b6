package dev.leasehold.hostparts;

import dev.leasehold.api.DynamicPrefix.ServiceRef;
import dev.leasehold.api.PrefixLease.KeptService;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.render.KeepingPool;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Services without an address, because another Service of their name keeps its host part: a pool
 * excludes by name alone. They are younger than the lease, which excludes no name that it knew.
 */
final class ExcludedServices {
  private ExcludedServices() {}

  /** They, with what to do, one line each. */
  static Set<String> in(Collection<KeepingPool> pools, Collection<ServiceObject> services) {
    Set<String> found = new TreeSet<>();
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
            && service.loadBalancerIps().isEmpty()
            && !service.asksForAddress()
            && !kept.contains(PartSearch.ref(service))) {
          found.add(
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
