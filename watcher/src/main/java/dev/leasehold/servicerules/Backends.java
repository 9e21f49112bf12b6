package dev.leasehold.servicerules;

import dev.leasehold.kube.ClusterSettings.RuleSource;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The addresses from which a Service sends, by the configured sources. */
final class Backends {
  private final Set<RuleSource> sources;
  private final Map<String, List<Slice>> slices = new HashMap<>();

  /** By namespace and one of their labels. */
  private final Map<List<String>, List<Pod>> pods = new HashMap<>();

  Backends(Set<RuleSource> sources, Collection<Slice> slices, Collection<Pod> pods) {
    this.sources = Set.copyOf(sources);
    for (Slice slice : slices) {
      this.slices.computeIfAbsent(slice.service(), _ -> new ArrayList<>()).add(slice);
    }
    for (Pod pod : pods) {
      pod.labels()
          .forEach((key, value) ->
              this.pods
                  .computeIfAbsent(List.of(pod.namespace(), key, value), _ -> new ArrayList<>())
                  .add(pod));
    }
  }

  /** The addresses of a Service; each once. */
  Set<Address> of(ServiceObject service) {
    Set<Address> addresses = new LinkedHashSet<>();
    for (RuleSource source : sources) {
      switch (source) {
        case CLUSTER_IP -> addresses.addAll(service.clusterIps());
        case ENDPOINTS ->
            slices
                .getOrDefault(service.id(), List.of())
                .forEach(slice -> addresses.addAll(slice.addresses()));
        case POD_IPS -> addPods(service, addresses);
      }
    }
    return addresses;
  }

  private void addPods(ServiceObject service, Set<Address> addresses) {
    Map<String, String> selector = service.selector();
    if (selector.isEmpty()) {
      return; // its endpoints are managed by someone else
    }
    String first = selector.keySet().stream().sorted().findFirst().orElseThrow();
    for (Pod pod :
        pods.getOrDefault(List.of(service.namespace(), first, selector.get(first)), List.of())) {
      if (pod.labels().entrySet().containsAll(selector.entrySet())) {
        addresses.addAll(pod.addresses());
      }
    }
  }
}
