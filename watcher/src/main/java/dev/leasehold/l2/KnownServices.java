package dev.leasehold.l2;

import dev.leasehold.kube.ServiceObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The Services of a cluster; never a part of them.
 *
 * @param announced those of the type LoadBalancer with an address
 * @param leases the names that the Leases of all Services have
 * @param listedAt when they were listed; those that were made since may be missing
 * @param isCurrent whether the API server tells what changes; if not, addresses may be old ones
 */
public record KnownServices(
    List<AnnouncedService> announced, Set<String> leases, Instant listedAt, boolean isCurrent) {
  public KnownServices {
    announced = List.copyOf(announced);
    leases = Set.copyOf(leases);
  }

  /** Takes what is needed of all Services, which were listed at a time. */
  public static KnownServices of(
      List<ServiceObject> services, Instant listedAt, boolean isCurrent) {
    List<AnnouncedService> announced = new ArrayList<>();
    Set<String> leases = new HashSet<>();
    for (ServiceObject service : services) {
      leases.add(AnnouncedService.leaseName(service.namespace(), service.name()));
      if (service.type().equals("LoadBalancer") && !service.loadBalancerIps().isEmpty()) {
        announced.add(
            new AnnouncedService(
                service.namespace(),
                service.name(),
                service.uid(),
                service.loadBalancerIps(),
                service.tcpPorts()));
      }
    }
    return new KnownServices(announced, leases, listedAt, isCurrent);
  }
}
