package dev.leasehold.lease;

import dev.leasehold.api.DynamicPrefix.Accept;
import dev.leasehold.api.Subnet;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.util.List;
import java.util.Optional;

/** The accepted routers, and the prefixes that may be committed. */
record Guardrails(Accept accept, List<Subnet> boundSubnets) {
  private record Special(Prefix net, String name, boolean byChoice) {
    static Special never(String net, String name) {
      return new Special(Prefix.parse(net), name, false);
    }

    static Special byChoice(String net, String name) {
      return new Special(Prefix.parse(net), name, true);
    }
  }

  /**
   * The IANA IPv6 special-purpose address registry and the reserved ranges of RFC 4291. No provider
   * assigns a prefix in them. A longer net comes before a shorter one that contains it.
   */
  private static final List<Special> SPECIAL =
      List.of(
          Special.never("fe80::/10", "link-local (RFC 4291 section 2.5.6)"),
          Special.never("ff00::/8", "multicast (RFC 4291 section 2.7)"),
          Special.byChoice("fc00::/7", "unique local (RFC 4193)"),
          Special.byChoice("2001:db8::/32", "for documentation (RFC 3849)"),
          Special.byChoice("3fff::/20", "for documentation (RFC 9637)"),
          Special.byChoice("::/16", "unspecified, loopback or IPv4-mapped (RFC 4291 section 2.5)"),
          Special.byChoice("64:ff9b::/96", "for IPv4-IPv6 translation (RFC 6052)"),
          Special.byChoice("64:ff9b:1::/48", "for local IPv4-IPv6 translation (RFC 8215)"),
          Special.byChoice("100::/64", "discard-only (RFC 6666)"),
          Special.byChoice("100:0:0:1::/64", "a dummy prefix (RFC 9780)"),
          Special.byChoice("2001::/32", "Teredo (RFC 4380)"),
          Special.byChoice("2001:2::/48", "for benchmarks (RFC 5180)"),
          Special.byChoice("2001:3::/32", "AMT relays (RFC 7450)"),
          Special.byChoice("2001:4:112::/48", "AS112 (RFC 7535)"),
          Special.byChoice("2001:10::/28", "ORCHID (RFC 4843)"),
          Special.byChoice("2001:20::/28", "ORCHIDv2 (RFC 7343)"),
          Special.byChoice("2001:30::/28", "for drone identifiers (RFC 9374)"),
          Special.byChoice("2001::/23", "for IETF protocols (RFC 2928)"),
          Special.byChoice("2002::/16", "6to4 (RFC 3056, RFC 7526)"),
          Special.byChoice("2620:4f:8000::/48", "AS112 (RFC 7534)"),
          Special.byChoice("5f00::/16", "for segment routing (RFC 9602)"));

  Guardrails {
    boundSubnets = List.copyOf(boundSubnets);
  }

  /**
   * Whether an origin is accepted. Any host on the link can send advertisements, so only these are
   * checked; the DynamicPrefix names the other sources.
   */
  boolean believes(Origin origin) {
    return !(origin instanceof Origin.Advertised(String _, Address router))
        || accept.routers().isEmpty()
        || accept.routers().contains(router);
  }

  /** Documentation prefixes (RFC 3849, RFC 9637). */
  private static final List<Prefix> DOCUMENTATION =
      List.of(Prefix.parse("2001:db8::/32"), Prefix.parse("3fff::/20"));

  static boolean isForDocumentation(Prefix prefix) {
    return DOCUMENTATION.stream().anyMatch(net -> net.contains(prefix));
  }

  /**
   * Why a prefix like this one is refused, where a documentation prefix represents a provider's
   * prefix; empty: it is accepted.
   */
  Optional<String> refusalOfOneLike(Prefix prefix) {
    return isForDocumentation(prefix) ? length(prefix).or(() -> tooSmall(prefix)) : refusal(prefix);
  }

  /** Why the prefix is refused; empty: it is accepted. */
  Optional<String> refusal(Prefix prefix) {
    return notGlobal(prefix)
        .or(() -> outside(prefix))
        .or(() -> length(prefix))
        .or(() -> tooSmall(prefix));
  }

  private Optional<String> notGlobal(Prefix prefix) {
    for (Special special : SPECIAL) {
      boolean chosen =
          special.byChoice
              && accept.within().stream()
                  .anyMatch(net -> special.net.contains(net) && net.contains(prefix));
      if (special.net.range().overlaps(prefix.range()) && !chosen) {
        String how = special.byChoice ? "; to accept it, add it to accept.within" : "";
        return Optional.of("it is " + special.name + how);
      }
    }
    return Optional.empty();
  }

  private Optional<String> outside(Prefix prefix) {
    return accept.within().stream().anyMatch(net -> net.contains(prefix))
        ? Optional.empty()
        : Optional.of("it is outside accept.within: " + accept.within());
  }

  private Optional<String> length(Prefix prefix) {
    return prefix.length() >= accept.minLength() && prefix.length() <= accept.maxLength()
        ? Optional.empty()
        : Optional.of(
            "its length is outside accept.prefixLength: /"
                + accept.minLength()
                + " to /"
                + accept.maxLength());
  }

  private Optional<String> tooSmall(Prefix prefix) {
    for (Subnet subnet : boundSubnets) {
      try {
        subnet.in(prefix);
      } catch (AddressException e) {
        return Optional.of("subnet " + subnet.name() + " does not fit: " + e.getMessage());
      }
    }
    return Optional.empty();
  }
}
