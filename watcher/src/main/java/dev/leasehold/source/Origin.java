package dev.leasehold.source;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;

/** Who says what is leased. Ordered by source, place, and who it is there. */
public sealed interface Origin extends Comparable<Origin> {

  /** The acquirer, as leases and commits name it. */
  String source();

  /** Where it was heard: the name of an interface. */
  String where();

  /** One word that tells it from others of the same source in the same place. */
  String who();

  /** That it lends a prefix, as a plain sentence without a full stop. */
  String lends(Prefix prefix);

  /** Heard on an interface of this machine. */
  sealed interface OnInterface extends Origin {
    String interfaceName();

    @Override
    default String where() {
      return interfaceName();
    }
  }

  /**
   * A router that advertises prefixes (RFC 4861). It may split what it says over several
   * advertisements, and there may be others.
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
   * The delegation that is asked for there for one DynamicPrefix (RFC 9915 section 6.3), whichever
   * server answers. What an observation of it leaves out, it no longer lends.
   *
   * @param prefixName of the DynamicPrefix
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

  /** The kernel, with what something else has set up on that interface. */
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
   * The origin that {@link #source}, {@link #where} and {@link #who} were of.
   *
   * @throws IllegalArgumentException when they are of none
   */
  static Origin of(String source, String where, String who) {
    return switch (source) {
      case Advertised.SOURCE -> new Advertised(where, Address.parse(who));
      case Delegated.SOURCE -> new Delegated(where, who);
      case Configured.SOURCE -> new Configured(where);
      default -> throw new IllegalArgumentException("unknown source '" + source + "'");
    };
  }

  /** A router's address is compared as a number. */
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
