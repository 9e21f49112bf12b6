package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Calico's IPPool and GlobalNetworkSet. */
final class CalicoCheck {
  private CalicoCheck() {}

  static void checkPool(CheckedObject pool, Ranges ranges) {
    Optional<Field> spec = pool.spec();
    Optional<Field> field = spec.flatMap(s -> pool.required(s, "cidr"));
    if (spec.isEmpty() || field.isEmpty()) {
      return;
    }
    Optional<Prefix> prefix = pool.text(field.get()).flatMap(t -> prefix(pool, field.get(), t));
    if (prefix.isEmpty()) {
      ranges.addUnknown();
      return;
    }
    ranges.add(pool, field.get(), prefix.get().range(), true);
    boolean v4 = prefix.get().family() == Family.IPV4;
    OptionalLong size = pool.number(spec.get(), "blockSize", v4 ? 20 : 116, v4 ? 32 : 128);
    boolean known = size.isPresent() || !pool.has(spec.get(), "blockSize");
    long blockSize = size.orElse(v4 ? 26 : 122); // Calico's defaults
    if (known && prefix.get().length() > blockSize) {
      pool.wrong(
          pool.find(spec.get(), "blockSize").orElse(field.get()),
          "a block of /"
              + blockSize
              + " does not fit into "
              + prefix.get()
              + "; set blockSize to "
              + prefix.get().length()
              + " or more");
    }
  }

  private static Optional<Prefix> prefix(CheckedObject pool, Field field, String text) {
    try {
      Cidr cidr = Cidr.parse(text);
      if (cidr.hasHostBits()) {
        pool.wrong(field, CheckedObject.quote(text) + " has host bits; write " + cidr.prefix());
      } else if (!cidr.prefix().toString().equals(text)) {
        // calico#11311: Calico compares the cidr with its own spelling of it, takes it for changed,
        // and refuses to edit or delete the pool.
        pool.warn(
            field,
            CheckedObject.quote(text)
                + " is not the canonical spelling; in a new pool write "
                + cidr.prefix());
      }
      return Optional.of(cidr.prefix());
    } catch (AddressException e) {
      pool.wrong(field, CheckedObject.reason(e));
      return Optional.empty();
    }
  }

  static void checkSet(CheckedObject set) {
    Optional<Field> spec = set.mapping(set.root(), "spec");
    if (spec.isEmpty()) {
      return;
    }
    Set<Prefix> seen = new HashSet<>();
    for (Field item : set.list(spec.get(), "nets")) {
      Optional<String> text = set.text(item);
      if (text.isPresent()) {
        checkNet(set, item, text.get(), seen);
      }
    }
  }

  /** A bare address is taken as well. */
  private static void checkNet(CheckedObject set, Field item, String text, Set<Prefix> seen) {
    try {
      Prefix net;
      if (text.indexOf('/') < 0) {
        Address address = Address.parse(text);
        net = new Prefix(address, address.family().bits());
      } else {
        Cidr cidr = Cidr.parse(text);
        net = cidr.prefix();
        if (cidr.hasHostBits()) {
          set.warn(item, CheckedObject.quote(text) + " has host bits; write " + net);
        }
      }
      if (!seen.add(net)) { // the list is a set to the API server
        set.wrong(item, net + " is already in this list; keep one");
      }
    } catch (AddressException e) {
      set.wrong(item, CheckedObject.reason(e));
    }
  }
}
