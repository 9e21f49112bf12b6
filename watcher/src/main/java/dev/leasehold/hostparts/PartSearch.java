package dev.leasehold.hostparts;

import dev.leasehold.api.DynamicPrefix.ServiceRef;
import dev.leasehold.api.PrefixLease.KeptService;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.KeepingPool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the host parts of Services of type LoadBalancer. For each prefix, newest first, it is that
 * of the address that the Service has, then the one that the lease has for it. A Service without
 * both and without any IPv6 address has what was found last.
 */
final class PartSearch {
  /** What pools have of leased prefixes, that of the newest prefix first. */
  private final Map<Prefix, List<KeepingPool.Held>> held = new LinkedHashMap<>();

  private final Map<ServiceRef, Address> before = new HashMap<>();

  /** Where a host part is known from; an earlier one wins. */
  private enum Rank {
    ADDRESS,
    LEASE,
    MEMORY
  }

  private record Part(Address hostPart, Rank rank) {}

  private record Holder(ServiceRef service, Rank rank) {}

  /**
   * A search for the pools of one DynamicPrefix.
   *
   * @param before what was found last
   */
  PartSearch(List<KeepingPool> pools, List<KeptService> before) {
    for (KeepingPool pool : pools) {
      for (KeepingPool.Held one : pool.held()) {
        held.computeIfAbsent(one.prefix(), _ -> new ArrayList<>()).add(one);
      }
    }
    before.forEach(kept -> this.before.put(kept.service(), kept.hostPart()));
  }

  /**
   * Searches all Services of the cluster. A Service that asks for its address is left out: with
   * another prefix it still has what it asks for.
   */
  KnownParts among(Collection<ServiceObject> services) {
    List<ServiceObject> balanced =
        services.stream()
            .filter(ServiceObject::isLoadBalancer)
            .sorted(Comparator.comparing(ServiceObject::id))
            .toList();
    Map<Address, List<Holder>> byPart = new TreeMap<>();
    for (ServiceObject service : balanced) {
      if (!service.asksForAddress()) {
        part(service)
            .ifPresent(part ->
                byPart
                    .computeIfAbsent(part.hostPart(), _ -> new ArrayList<>())
                    .add(new Holder(ref(service), part.rank())));
      }
    }
    Map<ServiceRef, Address> kept = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    byPart.forEach((part, holders) -> choose(part, holders, kept, others));
    Set<String> otherNames = withoutSharedNames(balanced, kept, others);
    List<KeptService> sorted = new ArrayList<>();
    kept.forEach((service, part) -> sorted.add(new KeptService(service, part)));
    sorted.sort(Comparator.comparing(one -> one.service().toString()));
    return new KnownParts(sorted, others, otherNames);
  }

  /** One Service gets the host part, unless two have the address. */
  private static void choose(
      Address part, List<Holder> holders, Map<ServiceRef, Address> kept, List<String> others) {
    Rank best = holders.stream().map(Holder::rank).min(Rank::compareTo).orElseThrow();
    List<ServiceRef> first =
        holders.stream().filter(one -> one.rank() == best).map(Holder::service).toList();
    if (first.size() == 1) {
      kept.put(first.getFirst(), part);
    } else {
      others.add(shared(part, first));
    }
    for (Holder holder : holders) {
      if (holder.rank() != best) {
        others.add(taken(part, holder.service(), first.getFirst()));
      }
    }
  }

  /**
   * A pool excludes by name alone, so a Service that has no pool of its own would lose its address
   * to another one of its name.
   *
   * @return the names of the Services without a pool of their own
   */
  private static Set<String> withoutSharedNames(
      List<ServiceObject> balanced, Map<ServiceRef, Address> kept, List<String> others) {
    Map<String, ServiceRef> without = new HashMap<>();
    for (ServiceObject service : balanced) {
      if (!kept.containsKey(ref(service))) {
        without.putIfAbsent(service.name(), ref(service));
      }
    }
    Set<ServiceRef> dropped = new HashSet<>();
    kept.keySet().stream()
        .filter(service -> without.containsKey(service.name()))
        .forEach(service -> {
          dropped.add(service);
          others.add(sameName(service, String.valueOf(without.get(service.name()))));
        });
    kept.keySet().removeAll(dropped);
    return without.keySet();
  }

  private Optional<Part> part(ServiceObject service) {
    for (Map.Entry<Prefix, List<KeepingPool.Held>> one : held.entrySet()) {
      Optional<Part> found =
          address(service, one.getKey(), one.getValue()).or(() -> lease(service, one.getValue()));
      if (found.isPresent()) {
        return found;
      }
    }
    return service.hasIpv6()
        ? Optional.empty()
        : Optional.ofNullable(before.get(ref(service))).map(last -> new Part(last, Rank.MEMORY));
  }

  private static Optional<Part> address(
      ServiceObject service, Prefix prefix, List<KeepingPool.Held> pools) {
    for (Address address : service.loadBalancerIps()) {
      AddressRange one = AddressRange.of(address);
      if (pools.stream().anyMatch(pool -> pool.addresses().contains(one))) {
        return Optional.of(new Part(prefix.hostPart(address), Rank.ADDRESS));
      }
    }
    return Optional.empty();
  }

  private static Optional<Part> lease(ServiceObject service, List<KeepingPool.Held> pools) {
    return pools.stream()
        .flatMap(pool -> pool.kept().stream())
        .filter(kept -> kept.service().equals(ref(service)))
        .findFirst()
        .map(kept -> new Part(kept.hostPart(), Rank.LEASE));
  }

  static ServiceRef ref(ServiceObject service) {
    return new ServiceRef(service.namespace(), service.name());
  }

  private static String sameName(ServiceRef service, String other) {
    return service
        + " does not keep its host part: "
        + other
        + " has the same name and would get no address, because a pool excludes by name. Rename one"
        + " of them, or pin both with hosts[].service";
  }

  private static String taken(Address part, ServiceRef service, ServiceRef by) {
    return service
        + " does not keep the host part "
        + part
        + ", which it had: "
        + by
        + " has it now";
  }

  private static String shared(Address part, List<ServiceRef> holders) {
    return holders.getFirst()
        + " and "
        + holders.get(1)
        + (holders.size() > 2 ? " and others" : "")
        + " do not keep the host part "
        + part
        + ": they share the address. Let them ask for it, with a binding for each";
  }
}
