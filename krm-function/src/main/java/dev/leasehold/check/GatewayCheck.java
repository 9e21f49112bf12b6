package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gateway API: {@code spec.addresses} of a Gateway. */
final class GatewayCheck {
  private static final int MOST_ADDRESSES = 16;

  private GatewayCheck() {}

  static void check(CheckedObject gateway) {
    Optional<Field> spec = gateway.spec();
    if (spec.isEmpty()) {
      return;
    }
    List<Field> addresses = gateway.mappings(gateway.list(spec.get(), "addresses"));
    if (addresses.size() > MOST_ADDRESSES) {
      gateway.wrong(
          spec.get().get("addresses"),
          "has " + addresses.size() + " addresses; at most " + MOST_ADDRESSES + " are allowed");
    }
    Set<Object> seen = new HashSet<>();
    for (Field item : addresses) {
      Optional<Field> value = gateway.find(item, "value");
      Optional<String> text = value.flatMap(gateway::text);
      if (text.isEmpty()) {
        continue; // without a value the implementation chooses one
      }
      Object same = text.get();
      if (isIpAddress(gateway, item)) {
        Optional<Address> address = gateway.address(value.orElseThrow());
        if (address.isPresent()) {
          same = address.get();
        }
      }
      if (!seen.add(same)) {
        gateway.wrong(
            value.orElseThrow(),
            CheckedObject.quote(text.get()) + " is already in this list; keep one");
      }
    }
  }

  /** Whether the type is IPAddress, its default. */
  static boolean isIpAddress(CheckedObject gateway, Field item) {
    return !gateway.has(item, "type")
        || gateway.text(item, "type").map("IPAddress"::equals).orElse(false);
  }
}
