package dev.leasehold.servicerules;

import dev.leasehold.net.AddressException;
import dev.leasehold.net.Prefix;
import dev.leasehold.net.RoutingTable;
import java.util.Comparator;
import java.util.OptionalLong;

/**
 * A valid IPRule: addresses of Services in a range are routed by a table.
 *
 * @param range the load balancer addresses that it is about
 * @param priority from 1 to 32766; empty: the agents choose
 */
public record IpRule(String name, Prefix range, RoutingTable table, OptionalLong priority) {
  /**
   * The order in which rules own an equal config: the longest prefix first, then the name, so that
   * every run gives the same owner.
   */
  static final Comparator<IpRule> OWNERSHIP =
      Comparator.<IpRule>comparingInt(rule -> -rule.range().length())
          .thenComparing(IpRule::name)
          .thenComparing(IpRule::range);

  /** A rule after that of the main table would hardly ever be reached. */
  private static final long LARGEST_PRIORITY = 32_766;

  /**
   * Checks an IPRule. Host bits of its CIDR are cleared.
   *
   * @throws IllegalArgumentException if it is not valid; the message begins with the field
   */
  public static IpRule of(RuleSpec spec) {
    return new IpRule(
        spec.name(),
        range(spec.cidr()),
        table(spec.table(), spec.vrf()),
        priority(spec.priority()));
  }

  private static Prefix range(String cidr) {
    if (cidr.isEmpty()) {
      throw new IllegalArgumentException("spec.cidr is missing");
    }
    try {
      return Prefix.parseMasked(cidr);
    } catch (AddressException e) {
      throw new IllegalArgumentException("spec.cidr: " + e.getMessage(), e);
    }
  }

  private static RoutingTable table(String table, String vrf) {
    if (!table.isEmpty() && !vrf.isEmpty()) {
      throw new IllegalArgumentException("spec.table and spec.vrf cannot be combined; keep one");
    }
    if (table.isEmpty() && vrf.isEmpty()) {
      throw new IllegalArgumentException("spec.table is missing; write it, or spec.vrf");
    }
    String field = vrf.isEmpty() ? "table" : "vrf";
    try {
      return vrf.isEmpty() ? new RoutingTable.Numbered(number(table)) : new RoutingTable.OfVrf(vrf);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("spec." + field + ": " + e.getMessage(), e);
    }
  }

  /** 0 is how Go writes none. */
  private static OptionalLong priority(String text) {
    long priority;
    try {
      priority = text.isEmpty() ? 0 : number(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("spec.priority: " + e.getMessage(), e);
    }
    if (priority < 0 || priority > LARGEST_PRIORITY) {
      throw new IllegalArgumentException(
          "spec.priority: " + text + " is not from 1 to " + LARGEST_PRIORITY);
    }
    return priority == 0 ? OptionalLong.empty() : OptionalLong.of(priority);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + shortened(text) + "' is not a whole number of that size", e);
    }
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
