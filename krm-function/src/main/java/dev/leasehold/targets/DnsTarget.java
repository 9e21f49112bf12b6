package dev.leasehold.targets;

import dev.leasehold.krm.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DNSEndpoint of external-dns: the targets of its {@code AAAA} records. A draining address is never
 * written: clients would be sent to an address that is about to disappear.
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
    Optional<Field> endpoints = root.get("spec").find("endpoints");
    for (Field endpoint : endpoints.map(Field::items).orElse(List.of())) {
      if (endpoint.find("recordType").filter(type -> type.text().equals("AAAA")).isPresent()) {
        lists.add(new EntryList(endpoint, List.of("targets"), new SingleAddresses()));
      }
    }
    if (lists.isEmpty()) {
      throw endpoints.orElse(root).error("has no endpoint with recordType: AAAA; add one");
    }
    return lists;
  }

  @Override
  public DrainingSupport draining() {
    return DrainingSupport.NEVER;
  }
}
