package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** CiliumCIDRGroup: the addresses that network policies refer to by the group's name. */
final class CidrGroupCheck {
  private CidrGroupCheck() {}

  static void check(CheckedObject group) {
    Optional<Field> list = group.spec().flatMap(spec -> group.required(spec, "externalCIDRs"));
    if (list.isEmpty()) {
      return;
    }
    List<Field> items = group.list(group.root().get("spec"), "externalCIDRs");
    if (list.get().isList() && items.isEmpty()) {
      // cilium#24638: a policy that refers to an empty group selects nobody, and so denies all.
      group.warn(list.get(), "is empty, so a policy that allows this group allows nothing");
    }
    Set<Prefix> seen = new HashSet<>();
    for (Field item : items) {
      Optional<String> text = group.text(item);
      if (text.isPresent()) {
        check(group, item, text.get(), seen);
      }
    }
  }

  private static void check(CheckedObject group, Field item, String text, Set<Prefix> seen) {
    try {
      Cidr cidr = Cidr.parse(text);
      if (cidr.hasHostBits()) {
        group.wrong(item, CheckedObject.quote(text) + " has host bits; write " + cidr.prefix());
      }
      if (!seen.add(cidr.prefix())) {
        group.warn(item, cidr.prefix() + " is already in this list; keep one");
      }
    } catch (AddressException e) {
      group.wrong(item, CheckedObject.reason(e));
    }
  }
}
