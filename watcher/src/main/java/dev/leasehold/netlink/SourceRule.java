package dev.leasehold.netlink;

import dev.leasehold.net.Address;

/**
 * A routing rule that looks up what one address sends: {@code ip rule add from SOURCE lookup TABLE
 * priority PRIORITY}.
 *
 * @param table the number of a routing table, from 1 to 4294967295; 0 is no table
 * @param priority from 0 to 4294967295, always given: the kernel would put a rule without one in
 *     front of the others
 */
public record SourceRule(Address source, long table, long priority) {
  private static final long LARGEST = 0xffff_ffffL;

  public SourceRule {
    if (table < 1 || table > LARGEST) {
      throw new IllegalArgumentException("table " + table + " is not from 1 to " + LARGEST);
    }
    if (priority < 0 || priority > LARGEST) {
      throw new IllegalArgumentException("priority " + priority + " is not from 0 to " + LARGEST);
    }
  }

  /** The rule as {@code ip rule} writes it. */
  @Override
  public String toString() {
    return "from " + source + " lookup " + table + " priority " + priority;
  }
}
