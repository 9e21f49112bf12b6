package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.message.AftrName;
import dev.leasehold.dhcpv6.message.DnsServers;
import dev.leasehold.dhcpv6.message.DomainSearchList;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.PdExclude;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The options of a Reply that are shown but not used.
 *
 * @param excluded the parts of the prefixes that the provider uses for the link (RFC 6603)
 */
record OtherOptions(
    List<String> dnsServers, List<String> search, List<String> aftr, List<Prefix> excluded) {
  static final OtherOptions NOTHING = new OtherOptions(List.of(), List.of(), List.of(), List.of());

  /** The most values shown of each option; a server may send hundreds. */
  private static final int MOST = 8;

  OtherOptions {
    dnsServers = List.copyOf(dnsServers);
    search = List.copyOf(search);
    aftr = List.copyOf(aftr);
    excluded = List.copyOf(excluded);
  }

  static OtherOptions of(Message reply) {
    List<Prefix> excluded = new ArrayList<>();
    for (IaPd ia : reply.options(IaPd.class)) {
      for (IaPrefix prefix : ia.prefixes()) {
        prefix.options().stream()
            .filter(PdExclude.class::isInstance)
            .map(PdExclude.class::cast)
            .flatMap(exclude -> exclude.excluded(prefix.prefix()).stream())
            .forEach(excluded::add);
      }
    }
    return new OtherOptions(
        reply.options(DnsServers.class).stream()
            .flatMap(dns -> dns.addresses().stream())
            .limit(MOST)
            .map(Object::toString)
            .toList(),
        reply.options(DomainSearchList.class).stream()
            .flatMap(list -> list.names().stream())
            .limit(MOST)
            .toList(),
        reply.options(AftrName.class).stream().limit(MOST).map(AftrName::name).toList(),
        excluded.stream().distinct().limit(MOST).toList());
  }

  /** The options in words; empty if there are none. */
  String text() {
    List<String> parts = new ArrayList<>();
    add(parts, "DNS servers", dnsServers);
    add(parts, "search", search);
    add(parts, "AFTR", aftr);
    add(parts, "excluded by the provider", excluded);
    return String.join("; ", parts);
  }

  private static void add(List<String> parts, String name, List<?> values) {
    if (!values.isEmpty()) {
      parts.add(
          name + " " + values.stream().map(Object::toString).collect(Collectors.joining(", ")));
    }
  }
}
