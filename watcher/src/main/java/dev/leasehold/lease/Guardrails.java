package dev.leasehold.lease;

import dev.leasehold.api.DynamicPrefix.Accept;
import dev.leasehold.api.Subnet;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Prefix;
import java.util.List;
import java.util.Optional;

/** What is accepted: whom to believe, and which prefixes may reach Git. */
record Guardrails(Accept accept, List<Subnet> boundSubnets) {
  private record Special(Prefix net, String name, boolean byChoice) {}

  private static final List<Special> SPECIAL =
      List.of(
          new Special(Prefix.parse("fe80::/10"), "link-local (RFC 4291 section 2.5.6)", false),
          new Special(Prefix.parse("ff00::/8"), "multicast (RFC 4291 section 2.7)", false),
          new Special(Prefix.parse("fc00::/7"), "unique local (RFC 4193)", true),
          new Special(Prefix.parse("2001:db8::/32"), "for documentation (RFC 3849)", true),
          new Special(Prefix.parse("3fff::/20"), "for documentation (RFC 9637)", true));

  Guardrails {
    boundSubnets = List.copyOf(boundSubnets);
  }

  /** Who may send advertisements is anybody on the link; who is asked is chosen by the intent. */
  boolean believes(Origin origin) {
    return !(origin instanceof Origin.Advertised(String _, Address router))
        || accept.routers().isEmpty()
        || accept.routers().contains(router);
  }

  /** Why the prefix is not accepted; empty: it is. */
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
        String how = special.byChoice ? "; to accept it, name it in accept.within" : "";
        return Optional.of("it is " + special.name + how);
      }
    }
    return Optional.empty();
  }

  private Optional<String> outside(Prefix prefix) {
    return accept.within().stream().anyMatch(net -> net.contains(prefix))
        ? Optional.empty()
        : Optional.of("it is outside accept.within, which is " + accept.within());
  }

  private Optional<String> length(Prefix prefix) {
    return prefix.length() >= accept.minLength() && prefix.length() <= accept.maxLength()
        ? Optional.empty()
        : Optional.of(
            "accept.prefixLength wants /" + accept.minLength() + " to /" + accept.maxLength());
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
