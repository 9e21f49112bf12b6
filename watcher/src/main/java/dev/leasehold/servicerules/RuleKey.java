package dev.leasehold.servicerules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leasehold.net.Address;
import dev.leasehold.net.RoutingTable;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What one IPRuleConfig is about. Two Services or IPRules that need the same have one config.
 *
 * @param source the address whose packets are routed
 * @param priority empty: the agents choose
 */
public record RuleKey(Address source, RoutingTable table, OptionalLong priority)
    implements Comparable<RuleKey> {
  private static final Comparator<RuleKey> ORDER =
      Comparator.comparing(RuleKey::source)
          .thenComparingLong(RuleKey::number)
          .thenComparing(key -> key.table() instanceof RoutingTable.OfVrf(String vrf) ? vrf : "")
          .thenComparingLong(key -> key.priority().orElse(0));

  /** A name that may be the end of an object's name (RFC 1123 label). */
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  /**
   * The name of the object: {@code iprc-10-96-23-17-t100-p1000}, or {@code
   * iprc-10-96-23-17-p1000-vblue}, at most 83 characters. Different keys have different names, so
   * the spec of an object never changes: agents that remember a rule by its object do not leave one
   * behind.
   */
  public String objectName() {
    String start = "iprc-" + source.toString().replace('.', '-').replace(':', '-');
    String end = priority.isPresent() ? "-p" + priority.getAsLong() : "";
    return switch (table) {
      case RoutingTable.Numbered(long number) -> start + "-t" + number + end;
      // The name of a VRF is last, because it may end like a priority.
      case RoutingTable.OfVrf(String name) when LABEL.matcher(name).matches() ->
          start + end + "-v" + name;
      case RoutingTable.OfVrf(String name) ->
          start + end + "-x" + HexFormat.of().formatHex(name.getBytes(US_ASCII));
    };
  }

  /** VRFs come after all numbers. */
  private long number() {
    return table instanceof RoutingTable.Numbered(long number) ? number : Long.MAX_VALUE;
  }

  @Override
  public int compareTo(RuleKey other) {
    return ORDER.compare(this, other);
  }
}
