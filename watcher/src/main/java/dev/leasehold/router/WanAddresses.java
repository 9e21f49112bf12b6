package dev.leasehold.router;

import dev.leasehold.net.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what {@code ip -o addr show} of iproute2 and of busybox print. */
final class WanAddresses {
  /** Addresses that the kernel does not use, or soon will not. */
  private static final Set<String> UNUSED =
      Set.of("tentative", "dadfailed", "deprecated", "temporary");

  private WanAddresses() {}

  static List<Address> parse(String output) {
    List<Address> addresses = new ArrayList<>();
    output
        .lines()
        .map(line -> List.of(line.strip().split("\\s+")))
        .filter(words -> words.stream().noneMatch(UNUSED::contains))
        .forEach(words -> {
          int family = Math.max(words.indexOf("inet"), words.indexOf("inet6"));
          if (family >= 0 && family + 1 < words.size()) {
            add(words.get(family + 1), addresses);
          }
        });
    return List.copyOf(addresses);
  }

  /** A point-to-point link has 'inet 203.0.113.7 peer 203.0.113.1/32'. */
  private static void add(String text, List<Address> addresses) {
    try {
      Address address = Address.parse(text.split("/", 2)[0]);
      if (!addresses.contains(address)) {
        addresses.add(address);
      }
    } catch (IllegalArgumentException e) {
      // A word that is no address is of no interest.
    }
  }
}
