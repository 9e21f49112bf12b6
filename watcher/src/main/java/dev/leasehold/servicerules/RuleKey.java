package dev.leasehold.servicerules;

import dev.leasehold.net.Address;
import java.util.Comparator;
import java.util.OptionalLong;

/**
 * What one IPRuleConfig is about. Two Services or IPRules that need the same have one config.
 *
 * @param source the address whose packets are routed
 * @param priority empty: the agents choose
 */
public record RuleKey(Address source, long table, OptionalLong priority)
    implements Comparable<RuleKey> {
  private static final Comparator<RuleKey> ORDER =
      Comparator.comparing(RuleKey::source)
          .thenComparingLong(RuleKey::table)
          .thenComparingLong(key -> key.priority().orElse(0));

  /**
   * The name of the object: {@code iprc-10-96-23-17-t100-p1000}, at most 74 characters. Different
   * keys have different names, so the spec of an object never changes: agents that remember a rule
   * by its object do not leave one behind.
   */
  public String objectName() {
    String address = source.toString().replace('.', '-').replace(':', '-');
    return "iprc-"
        + address
        + "-t"
        + table
        + (priority.isPresent() ? "-p" + priority.getAsLong() : "");
  }

  @Override
  public int compareTo(RuleKey other) {
    return ORDER.compare(this, other);
  }
}
