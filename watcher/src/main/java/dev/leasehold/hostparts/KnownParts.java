package dev.leasehold.hostparts;

import dev.leasehold.api.PrefixLease;
import java.util.List;
import java.util.Set;

/**
 * The Services with addresses of one DynamicPrefix.
 *
 * @param services those that can keep their host parts, each Service and each host part once, in
 *     the order of their names
 * @param others those that cannot, with the reason, one line each
 * @param otherNames the names of all Services of the cluster that keep no host part; empty after a
 *     restart
 */
public record KnownParts(
    List<PrefixLease.KeptService> services, List<String> others, Set<String> otherNames) {
  public KnownParts {
    services = List.copyOf(services);
    others = List.copyOf(others);
    otherNames = Set.copyOf(otherNames);
  }
}
