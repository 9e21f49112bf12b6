package dev.leasehold.source;

import dev.leasehold.api.PrefixQuery;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;

/** The origin of an observation. Origins are ordered by source, place and identity. */
public sealed interface Origin extends Comparable<Origin> {

  /** The kind of source, as spelled in leases and commits. */
  String source();

  /** The name of the interface or router. */
  String where();

  /** The identity among origins of the same kind at the same place, one word. */
  String who();

  /** A sentence that this origin provides a prefix, without a full stop. */
  String lends(Prefix prefix);

  /** An origin on an interface of this machine. */
  sealed interface OnInterface extends Origin {
    String interfaceName();

    @Override
    default String where() {
      return interfaceName();
    }
  }

  /**
   * A router that advertises prefixes (RFC 4861). It may split its prefixes over several
   * advertisements. A link may have several routers.
   *
   * @param router its link-local address
   */
  record Advertised(String interfaceName, Address router) implements OnInterface {
    public static final String SOURCE = "router-advertisement";

    @Override
    public String source() {
      return SOURCE;
    }

    @Override
    public String who() {
      return router.toString();
    }

    @Override
    public String lends(Prefix prefix) {
      return this + " announces " + prefix;
    }

    @Override
    public String toString() {
      return router + " on " + interfaceName;
    }
  }

  /**
   * The delegation for one DynamicPrefix (RFC 9915 section 6.3), from any server. Each observation
   * is complete: a prefix that is not in it is no longer delegated.
   *
   * @param prefixName the name of the DynamicPrefix
   */
  record Delegated(String interfaceName, String prefixName) implements OnInterface {
    public static final String SOURCE = "dhcpv6-pd";

    @Override
    public String source() {
      return SOURCE;
    }

    @Override
    public String who() {
      return prefixName;
    }

    @Override
    public String lends(Prefix prefix) {
      return this + " delegates " + prefix;
    }

    @Override
    public String toString() {
      return "DHCPv6 on " + interfaceName;
    }
  }

  /** The kernel, with the addresses that another program has configured on an interface. */
  record Configured(String interfaceName) implements OnInterface {
    public static final String SOURCE = "interface";

    @Override
    public String source() {
      return SOURCE;
    }

    @Override
    public String who() {
      return "kernel";
    }

    @Override
    public String lends(Prefix prefix) {
      return this + " has " + prefix;
    }

    @Override
    public String toString() {
      return "the interface " + interfaceName;
    }
  }

  /**
   * A router that says over SSH what it holds by delegation. Each observation is complete.
   *
   * @param router its name in the watcher's configuration
   * @param query how it is asked
   */
  record OfRouter(String router, PrefixQuery query) implements Origin {
    public static final String SOURCE = "router";

    @Override
    public String source() {
      return SOURCE;
    }

    @Override
    public String where() {
      return router;
    }

    @Override
    public String who() {
      return query.word();
    }

    @Override
    public String lends(Prefix prefix) {
      return this + " holds " + prefix;
    }

    @Override
    public String toString() {
      return "router " + router;
    }
  }

  /**
   * Parses an origin from its {@link #source}, {@link #where} and {@link #who}.
   *
   * @throws IllegalArgumentException when they are not valid
   */
  static Origin of(String source, String where, String who) {
    return switch (source) {
      case Advertised.SOURCE -> new Advertised(where, Address.parse(who));
      case Delegated.SOURCE -> new Delegated(where, who);
      case Configured.SOURCE -> new Configured(where);
      case OfRouter.SOURCE -> new OfRouter(where, PrefixQuery.parse(who));
      default -> throw new IllegalArgumentException("unknown source '" + source + "'");
    };
  }

  /** Compares router addresses as numbers. */
  @Override
  default int compareTo(Origin other) {
    int bySource = source().compareTo(other.source());
    int byPlace = where().compareTo(other.where());
    if (bySource != 0) {
      return bySource;
    }
    if (byPlace != 0) {
      return byPlace;
    }
    return this instanceof Advertised one && other instanceof Advertised two
        ? one.router().compareTo(two.router())
        : who().compareTo(other.who());
  }
}
