package dev.leasehold.targets;

import dev.leasehold.krm.Field;
import dev.leasehold.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DNSEndpoint of external-dns: the targets of its {@code AAAA} records, or of its {@code A} records
 * for IPv4. A draining address is never written: clients would be sent to an address that is about
 * to disappear.
 */
record DnsTarget() implements TargetKind {
  @Override
  public String kind() {
    return "DNSEndpoint";
  }

  @Override
  public boolean isOfGroup(String apiVersion) {
    return apiVersion.startsWith("externaldns.k8s.io/");
  }

  @Override
  public List<AddressList> lists(Field root) {
    List<AddressList> lists = new ArrayList<>();
    for (Family family : Family.values()) {
      lists.addAll(lists(root, family));
    }
    if (lists.isEmpty()) {
      throw missing(root, Family.IPV6);
    }
    return lists;
  }

  @Override
  public List<AddressList> lists(Field root, List<Contribution> contributions) {
    for (Contribution contribution : contributions) {
      for (Contribution.HeldRange held : contribution.held()) {
        Family family = held.addresses().family();
        if (lists(root, family).isEmpty()) {
          throw missing(root, family);
        }
      }
    }
    return lists(root);
  }

  private static List<AddressList> lists(Field root, Family family) {
    List<AddressList> lists = new ArrayList<>();
    for (Field endpoint : endpoints(root).map(Field::items).orElse(List.of())) {
      if (endpoint
          .find("recordType")
          .filter(type -> type.text().equals(recordType(family)))
          .isPresent()) {
        lists.add(
            new EntryList(endpoint, List.of("targets"), new SingleAddresses(Optional.of(family))));
      }
    }
    return lists;
  }

  private static Optional<Field> endpoints(Field root) {
    return root.get("spec").find("endpoints");
  }

  private static RuntimeException missing(Field root, Family family) {
    return endpoints(root)
        .orElse(root)
        .error("has no endpoint with recordType: " + recordType(family) + "; add one");
  }

  private static String recordType(Family family) {
    return switch (family) {
      case IPV4 -> "A";
      case IPV6 -> "AAAA";
    };
  }

  @Override
  public DrainingSupport draining() {
    return DrainingSupport.NEVER;
  }
}
