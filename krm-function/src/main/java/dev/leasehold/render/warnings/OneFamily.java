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

  /**
   * A finding if these are its first requests, all for one family, and it may have an address of
   * the other: of IPv4 unless it says otherwise, of IPv6 only if it says so.
   */
  public static Optional<Finding> finding(Field root, List<String> asked) {
    String kind = ObjectKey.text(root, "kind");
    boolean isAsking = kind.equals("Service") || kind.equals("Gateway");
    long ofIpv6 = asked.stream().filter(text -> text.indexOf(':') >= 0).count();
    if (!isAsking || asked.isEmpty() || ofIpv6 > 0 && ofIpv6 < asked.size()) {
      return Optional.empty();
    }
    boolean isIpv6 = ofIpv6 > 0;
    return (isIpv6 ? mayHaveIpv4(root) : hasIpv6(root))
        ? Optional.of(finding(root, isIpv6))
        : Optional.empty();
  }

  private static boolean hasIpv6(Field root) {
    Optional<Field> spec = root.find("spec").filter(Field::isMapping);
    boolean isDualStack =
        spec.flatMap(s -> s.find("ipFamilyPolicy"))
            .filter(policy -> !policy.isMapping() && !policy.isList())
            .filter(policy -> policy.text().endsWith("DualStack"))
            .isPresent();
    return isDualStack
        || spec.flatMap(s -> s.find("ipFamilies")).filter(Field::isList).stream()
            .flatMap(families -> families.items().stream())
            .anyMatch(f -> !f.isMapping() && !f.isList() && !f.isNull() && isIpv6(f));
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

  private static Finding finding(Field root, boolean isIpv6) {
    return Finding.warning(
        root.place(),
        isIpv6
            ? "now asks only for IPv6 addresses and loses an IPv4 address that it got without"
                + " asking; add that IPv4 address, or give the host its own pool with"
                + " hosts[].service instead of this binding"
            : "now asks only for IPv4 addresses and loses an IPv6 address that it got without"
                + " asking; add that IPv6 address, or give the claim its own pool with"
                + " spec.service instead of this binding");
  }
}
