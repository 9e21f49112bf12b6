package dev.leasehold.source;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixQuery;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A channel to listen to. All subjects with equal channels share one source. */
public sealed interface Channel {
  /** The name of the interface or router. */
  String where();

  /**
   * Whether one source serves both, this one first and the other one after it. A source can take
   * over such a channel with {@link Source#follow}.
   */
  default boolean continuesAs(Channel other) {
    return false;
  }

  /** A channel on an interface of this machine. */
  sealed interface OnInterface extends Channel {
    String interfaceName();

    @Override
    default String where() {
      return interfaceName();
    }
  }

  /** Router Advertisements (RFC 4861) on an interface. */
  record Advertisements(String interfaceName) implements OnInterface {
    @Override
    public String toString() {
      return "router advertisements on " + interfaceName;
    }
  }

  /**
   * DHCPv6 prefix delegation (RFC 9915 section 6.3) on an interface, by one client.
   *
   * @param asked the requested delegations by the name of the DynamicPrefix; each has its own IA_PD
   * @param duid the DUID of the client, in hexadecimal; empty: the client generates one and keeps
   *     it
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

  /** The global addresses that another program has configured on an interface. */
  record Addresses(String interfaceName) implements OnInterface {
    @Override
    public String toString() {
      return "addresses of " + interfaceName;
    }
  }

  /**
   * The prefixes that a router holds by delegation. Nothing on the router is changed.
   *
   * @param router its name in the watcher's configuration
   * @param queries how it is asked; each has an origin of its own
   */
  record RouterPrefixes(String router, Set<PrefixQuery> queries) implements Channel {
    public RouterPrefixes {
      queries = Set.copyOf(queries);
    }

    @Override
    public String where() {
      return router;
    }

    @Override
    public boolean continuesAs(Channel other) {
      return other instanceof RouterPrefixes o && o.router.equals(router);
    }

    @Override
    public String toString() {
      return "prefixes of router " + router;
    }
  }

  /**
   * Public addresses through a router.
   *
   * @param router its name in the watcher's configuration
   * @param orders what it is asked for, by interface
   * @param isWhole whether these are the orders of all targets; if not, some have not been read yet
   */
  record PublicAddresses(String router, SortedMap<String, AddressOrder> orders, boolean isWhole)
      implements Channel {
    public PublicAddresses {
      orders = new TreeMap<>(orders);
    }

    /** All orders. */
    public PublicAddresses(String router, SortedMap<String, AddressOrder> orders) {
      this(router, orders, true);
    }

    @Override
    public String where() {
      return router;
    }

    @Override
    public boolean continuesAs(Channel other) {
      return other instanceof PublicAddresses o && o.router.equals(router);
    }

    @Override
    public String toString() {
      return "public addresses on router " + router;
    }
  }
}
