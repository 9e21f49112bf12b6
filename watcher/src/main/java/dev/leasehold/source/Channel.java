package dev.leasehold.source;

import dev.leasehold.api.DynamicPrefix;
import java.util.SortedMap;
import java.util.TreeMap;

/** One thing to listen to. All that ask for equal ones share it. */
public sealed interface Channel {
  /** Where it is: the name of an interface. */
  String where();

  /** On an interface of this machine. */
  sealed interface OnInterface extends Channel {
    String interfaceName();

    @Override
    default String where() {
      return interfaceName();
    }
  }

  /** Router Advertisements (RFC 4861) on that interface. */
  record Advertisements(String interfaceName) implements OnInterface {
    @Override
    public String toString() {
      return "router advertisements on " + interfaceName;
    }
  }

  /**
   * DHCPv6 prefix delegation (RFC 9915 section 6.3) on that interface, by one client.
   *
   * @param asked what is asked for, by the name of the DynamicPrefix, each in an IA_PD of its own
   * @param duid who asks, in hexadecimal; empty: one that is made and kept
   */
  record Delegation(
      String interfaceName, SortedMap<String, DynamicPrefix.Delegation> asked, String duid)
      implements OnInterface {
    public Delegation {
      asked = new TreeMap<>(asked);
    }

    @Override
    public String toString() {
      return "prefix delegation on " + interfaceName;
    }
  }

  /** The global addresses that something else has set up on that interface. */
  record Addresses(String interfaceName) implements OnInterface {
    @Override
    public String toString() {
      return "addresses of " + interfaceName;
    }
  }
}
