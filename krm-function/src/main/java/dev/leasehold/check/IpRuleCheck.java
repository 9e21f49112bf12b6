package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.RoutingTable;
import java.util.Optional;

/** IPRule: the routing table in which replies from an address are looked up. */
final class IpRuleCheck {
  private IpRuleCheck() {}

  static void check(CheckedObject rule) {
    Optional<Field> spec = rule.spec();
    if (spec.isEmpty()) {
      return;
    }
    Optional<Field> field = rule.required(spec.get(), "cidr");
    Optional<String> text = field.flatMap(rule::text);
    if (text.isPresent()) {
      checkCidr(rule, field.orElseThrow(), text.get());
    }
    checkTable(rule, spec.get());
    if (rule.has(spec.get(), "priority")) {
      rule.number(spec.get(), "priority", 0, 32_766); // 32766 is the main table
    } else {
      rule.warn(
          spec.get(),
          "has no priority, so the kernel chooses a different one after each restart; write one"
              + " from 1 to 32765");
    }
  }

  /** Table 0 means none: the agent ignores such rules. */
  private static void checkTable(CheckedObject rule, Field spec) {
    Optional<Field> vrf = rule.find(spec, "vrf");
    if (vrf.isEmpty()) {
      rule.required(spec, "table");
    } else if (rule.has(spec, "table")) {
      rule.wrong(vrf.get(), "cannot be combined with table; keep one");
    }
    rule.number(spec, "table", 1, RoutingTable.LARGEST);
    Optional<String> name = vrf.flatMap(rule::text);
    if (name.isPresent()) {
      checkVrf(rule, vrf.orElseThrow(), name.get());
    }
  }

  private static void checkVrf(CheckedObject rule, Field field, String name) {
    try {
      RoutingTable _ = new RoutingTable.OfVrf(name);
    } catch (IllegalArgumentException e) {
      rule.wrong(field, String.valueOf(e.getMessage()));
      return;
    }
    if (!CheckedObject.isQuoted(field) && ScalarText.looksTyped(name)) {
      rule.wrong(field, "must be text; write '" + name + "' in quotes");
    }
  }

  private static void checkCidr(CheckedObject rule, Field field, String text) {
    try {
      Cidr cidr = Cidr.parse(text);
      if (!cidr.prefix().toString().equals(text)) {
        rule.warn(
            field,
            CheckedObject.quote(text)
                + (cidr.hasHostBits() ? " has host bits; write " : " is not canonical; write ")
                + cidr.prefix());
      }
    } catch (AddressException e) {
      rule.wrong(field, CheckedObject.reason(e));
    }
  }
}
