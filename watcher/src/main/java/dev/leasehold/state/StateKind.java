package dev.leasehold.state;

/**
 * The kinds of state files, with the version that this Leasehold writes. It reads that version and
 * every earlier one.
 */
public enum StateKind {
  DUID("dhcpv6 duid", 2),
  DHCPV6_LEASES("dhcpv6 leases", 3),
  DHCPV6_GENERATION("dhcpv6 generation", 1),
  ROUTER_MEMORY("router memory", 2),
  DRAIN_STARTS("drain starts", 1),
  ALLOCATIONS("allocations", 1),
  TOLD_COMMITS("told commits", 1),
  EVENT_HISTORY("event history", 1),
  STANDING_EVENTS("standing events", 1),
  HOST_PARTS("host parts", 2),
  GONE_PREFIXES("gone prefixes", 1);

  private final String spelling;
  private final int version;

  StateKind(String spelling, int version) {
    this.spelling = spelling;
    this.version = version;
  }

  /** The kind in the first line of a file. */
  public String spelling() {
    return spelling;
  }

  /** The version in the first line of a file. */
  public int version() {
    return version;
  }
}
