package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The prefixes that one client requests, in words for messages. */
final class AskedPrefixes {
  private final Map<Long, NamedIa> ias = new LinkedHashMap<>();

  AskedPrefixes(List<NamedIa> asked) {
    asked.forEach(ia -> ias.put(ia.iaid(), ia));
  }

  boolean has(long iaid) {
    return ias.containsKey(iaid);
  }

  boolean areSeveral() {
    return ias.size() > 1;
  }

  boolean areAllIn(Set<Long> iaids) {
    return iaids.containsAll(ias.keySet());
  }

  /** The name of the DynamicPrefix of an IA. */
  String name(long iaid) {
    NamedIa ia = ias.get(iaid);
    return ia == null ? "IA " + iaid : ia.prefixName();
  }

  /**
   * The requested length, such as {@code length 56}, with the DynamicPrefix if there are several.
   */
  String length(long iaid) {
    NamedIa ia = ias.get(iaid);
    String length = ia == null ? "an unknown length" : "length " + ia.length();
    return areSeveral() ? length + " for " + name(iaid) : length;
  }

  /** All requested lengths: {@code length 56 for home and one of length 60 for work}. */
  String lengths() {
    return String.join(" and one of ", ias.keySet().stream().map(this::length).toList());
  }
}
