package dev.leasehold.render;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cilium's LB-IPAM, as far as it chooses a pool: a Service gets the lowest free address of the
 * first pool that selects it, in the order in which the operator learned of the pools; a Service
 * that asks for addresses gets those, and no others, of the pools that select it.
 */
final class LbIpam {
  /** A pool: who matches, and what it holds. */
  record Pool(String name, Optional<Field> selector, List<AddressRange> blocks) {
    boolean selects(Service service) {
      return selector.isEmpty() || matches(selector.get(), service.allLabels());
    }

    boolean holds(Address address) {
      return blocks.stream().anyMatch(b -> b.contains(new AddressRange(address, address)));
    }

    private static boolean matches(Field selector, Map<String, String> labels) {
      Optional<Field> equal = selector.find("matchLabels");
      for (String key : equal.map(Field::keys).orElse(List.of())) {
        if (!equal.orElseThrow().get(key).text().equals(labels.get(key))) {
          return false;
        }
      }
      for (Field item : selector.find("matchExpressions").map(Field::items).orElse(List.of())) {
        String value = labels.get(item.get("key").text());
        Set<String> values = new HashSet<>();
        item.find("values").ifPresent(list -> list.items().forEach(v -> values.add(v.text())));
        String operator = item.get("operator").text();
        if (operator.endsWith("In") && values.isEmpty()) {
          throw new AssertionError("an empty list of values stops LB-IPAM: " + item);
        }
        boolean holds =
            switch (operator) {
              case "In" -> value != null && values.contains(value);
              case "NotIn" -> value == null || !values.contains(value);
              case "Exists" -> value != null;
              case "DoesNotExist" -> value == null;
              default -> throw new AssertionError(operator);
            };
        if (!holds) {
          return false;
        }
      }
      return true;
    }
  }

  /** A Service of type LoadBalancer. */
  record Service(String namespace, String name, Map<String, String> labels, List<Address> asked) {
    Map<String, String> allLabels() {
      Map<String, String> all = new HashMap<>(labels);
      all.put("io.kubernetes.service.namespace", namespace);
      all.put("io.kubernetes.service.name", name);
      return all;
    }
  }

  /** The pools of a package, by name. */
  static SortedMap<String, Pool> pools(SortedMap<String, String> files) {
    SortedMap<String, Pool> pools = new TreeMap<>();
    for (Document document : KrmPackage.of(files).documents()) {
      Optional<Field> root = document.object();
      if (root.filter(r -> r.get("kind").text().equals("CiliumLoadBalancerIPPool")).isPresent()) {
        Field spec = root.get().get("spec");
        List<AddressRange> blocks = new ArrayList<>();
        for (Field block : spec.find("blocks").map(Field::items).orElse(List.of())) {
          blocks.add(
              block
                  .find("cidr")
                  .map(cidr -> Prefix.parse(cidr.text()).range())
                  .orElseGet(() ->
                      new AddressRange(
                          Address.parse(block.get("start").text()),
                          Address.parse(block.get("stop").text()))));
        }
        String name = root.get().get("metadata").get("name").text();
        pools.put(name, new Pool(name, spec.find("serviceSelector"), blocks));
      }
    }
    return pools;
  }

  /** The pools that select the Service. */
  static SortedSet<String> selecting(SortedMap<String, Pool> pools, Service service) {
    SortedSet<String> names = new TreeSet<>();
    pools.values().stream().filter(p -> p.selects(service)).forEach(p -> names.add(p.name()));
    return names;
  }

  /** What each Service gets when the operator learns of pools and Services in that order. */
  static Map<Service, Set<Address>> allocate(List<Pool> pools, List<Service> services) {
    Map<Service, Set<Address>> given = new LinkedHashMap<>();
    Set<Address> taken = new HashSet<>();
    for (Service service : services) {
      Set<Address> own = new HashSet<>();
      for (Address address : service.asked()) {
        if (pools.stream().anyMatch(p -> p.selects(service) && p.holds(address))
            && taken.add(address)) {
          own.add(address);
        }
      }
      if (service.asked().isEmpty()) {
        pools.stream()
            .filter(p -> p.selects(service))
            .flatMap(p -> lowest(p, taken).stream())
            .findFirst()
            .ifPresent(own::add);
        taken.addAll(own);
      }
      given.put(service, own);
    }
    return given;
  }

  private static Optional<Address> lowest(Pool pool, Set<Address> taken) {
    for (AddressRange block : pool.blocks()) {
      Address address = block.first();
      while (taken.contains(address) && address.compareTo(block.last()) < 0) {
        address = address.plus(BigInteger.ONE);
      }
      if (!taken.contains(address)) {
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  /** Every order of these. */
  static <T> List<List<T>> orders(List<T> all) {
    if (all.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> orders = new ArrayList<>();
    for (T first : all) {
      List<T> others = new ArrayList<>(all);
      others.remove(first);
      for (List<T> rest : orders(others)) {
        List<T> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        orders.add(order);
      }
    }
    return orders;
  }

  private LbIpam() {}
}
