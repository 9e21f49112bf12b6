package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/**
 * MetalLB's IPAddressPool, whose addresses are any text to the API server. For one that it cannot
 * read, or for an overlap, MetalLB refuses its whole configuration and keeps the old one.
 */
final class MetalLbCheck {
  private MetalLbCheck() {}

  static void check(CheckedObject pool, Ranges ranges) {
    Optional<Field> spec = pool.spec();
    if (spec.isEmpty()) {
      return;
    }
    List<Field> addresses = pool.requiredList(spec.get(), "addresses");
    pool.find(spec.get(), "addresses")
        .filter(CheckedObject::isVariable)
        .ifPresent(variable -> ranges.addUnknown());
    for (Field item : addresses) {
      Optional<AddressRange> range = pool.text(item).flatMap(text -> range(pool, item, text));
      range.ifPresentOrElse(r -> ranges.add(pool, item, r, true), ranges::addUnknown);
    }
  }

  private static Optional<AddressRange> range(CheckedObject pool, Field item, String text) {
    try {
      int dash = text.indexOf('-');
      if (dash >= 0) {
        return Optional.of(
            new AddressRange(
                Address.parse(text.substring(0, dash).strip()),
                Address.parse(text.substring(dash + 1).strip())));
      }
      Cidr cidr = Cidr.parse(text);
      if (cidr.hasHostBits()) {
        pool.warn(item, CheckedObject.quote(text) + " has host bits; write " + cidr.prefix());
      }
      return Optional.of(cidr.prefix().range());
    } catch (AddressException e) {
      pool.wrong(item, CheckedObject.reason(e) + "; write ADDRESS/LENGTH or FIRST-LAST");
      return Optional.empty();
    }
  }
}
