package dev.leasehold.render.warnings;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.render.files.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * LB-IPAM gives a Service without a request an address of each family that it has. A Service or
 * Gateway that asks for one address gets that one and no other, and loses the address that it had.
 */
public final class OneFamily {
  private OneFamily() {}

  /** Whether these are its first requests, all for IPv6, and it may have an IPv4 address. */
  public static boolean isAsked(Field root, List<String> asked) {
    String kind = ObjectKey.text(root, "kind");
    boolean isAsking = kind.equals("Service") || kind.equals("Gateway");
    return isAsking
        && !asked.isEmpty()
        && asked.stream().allMatch(text -> text.indexOf(':') >= 0)
        && mayHaveIpv4(root);
  }

  /** A Service of IPv6 alone has nothing to lose. */
  private static boolean mayHaveIpv4(Field root) {
    Optional<Field> families =
        root.find("spec").filter(Field::isMapping).flatMap(spec -> spec.find("ipFamilies"));
    if (families.isEmpty() || !families.get().isList()) {
      return true;
    }
    for (Field family : families.get().items()) {
      if (family.isMapping() || family.isList() || family.isNull() || !isIpv6(family)) {
        return true;
      }
    }
    return families.get().items().isEmpty();
  }

  private static boolean isIpv6(Field family) {
    return family.text().equals("IPv6");
  }

  public static Finding finding(Field root) {
    return Finding.warning(
        root.place(),
        "now asks only for IPv6 addresses and loses an IPv4 address that it got without asking; add"
            + " that IPv4 address, or give the host its own pool with hosts[].service instead of"
            + " this binding");
  }
}
