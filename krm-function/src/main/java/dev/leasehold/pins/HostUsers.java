package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.krm.Document;
import dev.leasehold.setters.Setters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The users of the address of a host.
 *
 * @param services those that ask LB-IPAM for it, by {@code namespace/name}; the namespace is empty
 *     where it is unknown
 * @param isBound whether a binding writes it somewhere
 */
record HostUsers(SortedMap<String, DynamicPrefix.ServiceRef> services, boolean isBound) {
  HostUsers {
    services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
  }

  /**
   * The users of that host, by setter comments and by bindings.
   *
   * @param patches the files that hold patches
   */
  static HostUsers of(
      DynamicPrefix prefix,
      DynamicPrefix.Host host,
      Collection<DynamicPrefixBinding> bindings,
      List<Document> documents,
      Set<String> patches) {
    SortedMap<String, DynamicPrefix.ServiceRef> services = new TreeMap<>();
    List<Services.Known> asking = new ArrayList<>();
    String setter = "${" + prefix.name() + "." + host.name();
    for (Document document : documents) {
      if (document.mentions(Setters.COMMENT)
          && (document.mentions(setter + "}") || document.mentions(setter + ".all}"))) {
        Services.of(document)
            .filter(service -> Services.asksBy(document, setter))
            .ifPresent(asking::add);
      }
    }
    for (Services.Known service : Services.patched(asking, patches)) {
      add(service, service.namespace(), services);
    }
    boolean isBound = false;
    for (DynamicPrefixBinding binding : bindings) {
      if (binding.isOf(prefix.name()) && binding.subnet().equals(Optional.of(host.name()))) {
        isBound = true;
        addTarget(binding.target(), services, documents, patches);
      }
    }
    return new HostUsers(services, isBound);
  }

  /** Whether a binding to that target writes what LB-IPAM reads. */
  static boolean isAsking(DynamicPrefixBinding.Target target) {
    return (target.kind().equals("Service") || target.kind().equals("Gateway"))
        && target.fieldPath().isEmpty()
        && target.annotation().map(Services.ASKING::contains).orElse(true);
  }

  private static void addTarget(
      DynamicPrefixBinding.Target target,
      SortedMap<String, DynamicPrefix.ServiceRef> services,
      List<Document> documents,
      Set<String> patches) {
    if (!isAsking(target)) {
      return;
    }
    List<Services.Known> meant = new ArrayList<>();
    for (Document document : documents) {
      if (document.mentions(target.kind()) && document.mentions(target.name())) {
        Services.of(document).filter(service -> service.is(target)).ifPresent(meant::add);
      }
    }
    for (Services.Known service : Services.patched(meant, patches)) {
      String namespace = service.namespace().isEmpty() ? target.namespace() : service.namespace();
      add(service, namespace, services);
    }
  }

  private static void add(
      Services.Known service,
      String namespace,
      SortedMap<String, DynamicPrefix.ServiceRef> services) {
    DynamicPrefix.ServiceRef reference = new DynamicPrefix.ServiceRef(namespace, service.name());
    services.put(reference.toString(), reference);
  }

  boolean isUsed() {
    return isBound || !services.isEmpty();
  }

  boolean areSeveral() {
    return services.size() > 1;
  }

  /** The one Service that asks for it; empty where several do, or its namespace is not known. */
  Optional<DynamicPrefix.ServiceRef> only() {
    return areSeveral()
        ? Optional.empty()
        : services.values().stream().filter(s -> !s.namespace().isEmpty()).findFirst();
  }
}
