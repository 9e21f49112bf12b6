package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressException;
import java.util.Optional;

/** IPRule: the routing table in which replies from an address are looked up. */
final class IpRuleCheck {
  private static final long LARGEST_TABLE = 4_294_967_295L;

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
    rule.required(spec.get(), "table");
    rule.number(
        spec.get(), "table", 1, LARGEST_TABLE); // 0 means none: the agent ignores such rules
    if (rule.has(spec.get(), "priority")) {
      rule.number(spec.get(), "priority", 0, 32_766); // 32766 is the main table
    } else {
      rule.warn(
          spec.get(),
          "has no priority, so the kernel chooses a different one after each restart; write one"
              + " from 1 to 32765");
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
