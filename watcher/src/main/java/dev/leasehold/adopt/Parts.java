package dev.leasehold.adopt;

import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parts of a prefix, made of the addresses that a repository has. */
final class Parts {
  private static final int LONGEST_NAME = 50;
  private static final int HEX_BITS = 32;

  private final Prefix prefix;
  private final Map<AddressRange, String> subnets = new LinkedHashMap<>();
  private final Map<AddressRange, String> hosts = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  Parts(Prefix prefix) {
    this.prefix = prefix;
  }

  /**
   * The part with these addresses, all in the prefix.
   *
   * @param name empty for the whole prefix
   * @param key the key of {@code prefixRef} for it
   */
  record Part(String key, String name) {}

  /** The part of exactly these addresses; empty if a part overlaps them. */
  Optional<Part> part(AddressRange range, String wish) {
    if (range.equals(prefix.range())) {
      return Optional.of(new Part("", ""));
    }
    boolean isHost = range.first().equals(range.last());
    Map<AddressRange, String> same = isHost ? hosts : subnets;
    String known = same.get(range);
    if (known == null) {
      if (!isHost && subnets.keySet().stream().anyMatch(range::overlaps)) {
        return Optional.empty();
      }
      known = free(wish);
      same.put(range, known);
    }
    return Optional.of(
        new Part(
            isHost ? "host" : range.asPrefix().isPresent() ? "subnet" : "addressRange", known));
  }

  private String free(String wish) {
    String label = new Name(wish).label();
    String name = label;
    for (int i = 2; !names.add(name); i++) {
      name = label + "-" + i;
    }
    return name;
  }

  /** A name that a document may have, made of any text. */
  record Name(String text) {
    String label() {
      String label =
          text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
      label = label.length() > LONGEST_NAME ? label.substring(0, LONGEST_NAME) : label;
      label = label.replaceAll("-+$", "");
      return label.isEmpty() || label.equals("all") ? "addresses" : label;
    }
  }

  /** The lists of a DynamicPrefix. */
  String yaml() {
    StringBuilder blocks = new StringBuilder();
    StringBuilder ranges = new StringBuilder();
    subnets.forEach((range, name) -> {
      Optional<Prefix> block = range.asPrefix();
      String suffix = suffix(range.first()).toString();
      if (block.isPresent()) {
        blocks.append("    - name: ").append(name).append('\n');
        blocks.append(offset(range.first(), block.get().length()));
        blocks.append("      prefixLength: ").append(block.get().length()).append('\n');
      } else {
        ranges.append("    - name: ").append(name).append('\n');
        ranges.append("      start: \"").append(suffix).append("\"\n");
        ranges.append("      end: \"").append(suffix(range.last())).append("\"\n");
      }
    });
    StringBuilder single = new StringBuilder();
    hosts.forEach((range, name) -> {
      single.append("    - name: ").append(name).append('\n');
      single.append("      suffix: \"").append(suffix(range.first())).append("\"\n");
    });
    return list("subnets", blocks) + list("addressRanges", ranges) + list("hosts", single);
  }

  /** The number of a subnet of at most 64 bits; otherwise addresses. */
  private String offset(Address first, int length) {
    BigInteger offset = suffix(first).value();
    int hostBits = Family.IPV6.bits() - length;
    if (length <= Family.IPV6.bits() / 2) {
      return "      index: " + offset.shiftRight(hostBits) + "\n";
    }
    return offset.bitLength() <= HEX_BITS
        ? "      offset: 0x" + offset.toString(16) + "\n"
        : "      offset: \"" + suffix(first) + "\"\n";
  }

  private Address suffix(Address address) {
    return new Address(Family.IPV6, address.value().subtract(prefix.network().value()));
  }

  private static String list(String name, StringBuilder items) {
    return items.isEmpty() ? "" : "  " + name + ":\n" + items;
  }
}
