package dev.leasehold.router;

import dev.leasehold.net.Address;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether an address is one that the Internet can reach, from the special-purpose registries of
 * IANA (RFC 6890). Documentation addresses (RFC 5737, RFC 3849) count as public: no provider leases
 * them, and examples and tests have nothing else.
 */
final class PublicAddress {
  private static final Map<String, String> SPECIAL =
      Map.ofEntries(
          Map.entry("0.0.0.0/8", "an address of this network (RFC 791)"),
          Map.entry("10.0.0.0/8", "private (RFC 1918)"),
          Map.entry("100.64.0.0/10", "shared behind the provider's NAT (CGNAT, RFC 6598)"),
          Map.entry("127.0.0.0/8", "a loopback address"),
          Map.entry("169.254.0.0/16", "link-local (RFC 3927)"),
          Map.entry("172.16.0.0/12", "private (RFC 1918)"),
          Map.entry("192.0.0.0/24", "for protocols (RFC 6890)"),
          Map.entry("192.88.99.0/24", "a 6to4 relay (RFC 7526)"),
          Map.entry("192.168.0.0/16", "private (RFC 1918)"),
          Map.entry("198.18.0.0/15", "for benchmarks (RFC 2544)"),
          Map.entry("224.0.0.0/4", "multicast"),
          Map.entry("240.0.0.0/4", "reserved (RFC 1112)"),
          Map.entry("2001::/23", "for protocols (RFC 2928)"),
          Map.entry("2002::/16", "a 6to4 address (RFC 7526)"));

  private static final Map<Prefix, String> RANGES = ranges();
  private static final Prefix GLOBAL_UNICAST = Prefix.parse("2000::/3"); // RFC 4291 section 2.4

  private PublicAddress() {}

  private static Map<Prefix, String> ranges() {
    Map<Prefix, String> ranges = new TreeMap<>();
    SPECIAL.forEach((prefix, words) -> ranges.put(Prefix.parse(prefix), words));
    return ranges;
  }

  /** What the address is instead of public; empty if it is public. */
  static Optional<String> whyNot(Address address) {
    for (Map.Entry<Prefix, String> range : RANGES.entrySet()) {
      if (range.getKey().contains(address)) {
        return Optional.of(range.getValue());
      }
    }
    return address.family() == Family.IPV6 && !GLOBAL_UNICAST.contains(address)
        ? Optional.of("not global unicast (RFC 4291)")
        : Optional.empty();
  }
}
