package dev.leasehold.api;

import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A prefix that a provider lends: where it comes from, what is believed, and how a change is taken.
 */
public record DynamicPrefix(
    String name,
    Acquisition acquisition,
    Accept accept,
    List<Subnet> subnets,
    List<Host> hosts,
    boolean suspend,
    Transition transition)
    implements Intent {
  /** How many characters the value of a label has at most in Kubernetes. */
  public static final int LONGEST_LABEL_VALUE = 63;

  public DynamicPrefix {
    subnets = List.copyOf(subnets);
    hosts = List.copyOf(hosts);
  }

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static DynamicPrefix read(Field root) {
    return DynamicPrefixReader.read(root);
  }

  @Override
  public SubjectId id() {
    return SubjectId.prefix(name);
  }

  /** The subnet or range of that name. */
  public Optional<Subnet> subnet(String subnetName) {
    for (Subnet subnet : subnets) {
      if (subnet.name().equals(subnetName)) {
        return Optional.of(subnet);
      }
    }
    return Optional.empty();
  }

  /** The host of that name. */
  public Optional<Host> host(String hostName) {
    for (Host host : hosts) {
      if (host.name().equals(hostName)) {
        return Optional.of(host);
      }
    }
    return Optional.empty();
  }

  /**
   * A stable host part in the changing prefix.
   *
   * @param name a DNS label without dots, unique among the subnets, ranges and hosts
   * @param service the Service that is pinned to its address, if one is
   * @param pinBy how pools tell that Service from others
   */
  public record Host(String name, Address suffix, Optional<ServiceRef> service, PinBy pinBy) {
    /**
     * Its address in that prefix.
     *
     * @throws dev.leasehold.net.AddressException when it does not fit
     */
    public Address in(Prefix prefix) {
      return prefix.host(suffix);
    }
  }

  /** How pools tell a pinned Service from others. */
  public enum PinBy {
    /** By its name: pools can exclude a name only in all namespaces at once. */
    NAME,
    /** By a label on the Service, which must be in the package. */
    LABEL
  }

  /** A Service. */
  public record ServiceRef(String namespace, String name) {
    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }

  /**
   * Where the prefix comes from: a delegation, what the kernel has, or what a router holds;
   * advertisements besides or alone. At least one is asked for.
   *
   * @param routerAdvertisement the interface to listen on
   * @param kernel the interface whose addresses something else sets up
   * @param router the router that holds the prefix
   * @param fallback what is published while the first choice has nothing
   */
  public record Acquisition(
      Optional<String> routerAdvertisement,
      Optional<Delegation> dhcpv6,
      Optional<String> kernel,
      Optional<HeldByRouter> router,
      Fallback fallback) {

    /** Without a router. */
    public Acquisition(
        Optional<String> routerAdvertisement,
        Optional<Delegation> dhcpv6,
        Optional<String> kernel,
        Fallback fallback) {
      this(routerAdvertisement, dhcpv6, kernel, Optional.empty(), fallback);
    }

    /** Without a router, and without a fallback. */
    public Acquisition(
        Optional<String> routerAdvertisement,
        Optional<Delegation> dhcpv6,
        Optional<String> kernel) {
      this(routerAdvertisement, dhcpv6, kernel, Fallback.NONE);
    }
  }

  /**
   * A prefix that a router holds by delegation, as the router itself says.
   *
   * @param router its name in {@code spec.routers} of the WatcherConfig
   */
  public record HeldByRouter(String router, PrefixQuery query) {}

  /**
   * What is published while there is no delegation, or nothing on the interface. The prefix of a
   * provider's link is not the customer's: neighbours may live in it.
   */
  public enum Fallback {
    /** Nothing; advertisements are a cross-check only. */
    NONE,
    /** What routers announce on the link: right on a LAN behind the router. */
    ROUTER_ADVERTISEMENT
  }

  /**
   * A prefix that is asked for by DHCPv6 (RFC 9915 section 6.3).
   *
   * @param requestedLength in bits; a hint, the server decides
   * @param duid who asks, in hexadecimal; empty: one that Leasehold makes and keeps
   * @param rapidCommit whether a server may skip Advertise and Request (section 21.14)
   * @param options that every message has besides ours
   */
  public record Delegation(
      String interfaceName,
      int requestedLength,
      String duid,
      boolean rapidCommit,
      List<DhcpOption> options) {
    public Delegation {
      options = List.copyOf(options);
    }

    /** With Rapid Commit, and without options. */
    public Delegation(String interfaceName, int requestedLength, String duid) {
      this(interfaceName, requestedLength, duid, true, List.of());
    }

    /** What most providers delegate to a home. */
    public static final int USUAL_LENGTH = 56;
  }

  /**
   * The guardrails: what is outside them never reaches Git.
   *
   * @param within nets in which a prefix must lie; the default is 2000::/3
   * @param minLength shortest prefix length accepted, in bits
   * @param maxLength longest prefix length accepted, in bits
   * @param routers link-local senders to believe; empty: any
   */
  public record Accept(List<Prefix> within, int minLength, int maxLength, List<Address> routers) {
    public Accept {
      within = List.copyOf(within);
      routers = List.copyOf(routers);
    }
  }

  /** What becomes of a prefix that the source no longer mentions while another is there. */
  public enum OnFlash {
    REPLACE,
    DRAIN
  }

  /** What becomes of a prefix that is lost while no other is there. */
  public enum OnLoss {
    KEEP,
    WITHDRAW
  }

  /** Whether replacements that follow each other fast wait for a prefix that stays. */
  public enum Damping {
    ON,
    OFF
  }

  /** Whether a change goes the target's way, or always by pull request. */
  public enum Review {
    AUTO,
    ALWAYS
  }

  /**
   * How a change is taken.
   *
   * @param drainPeriod how long a deprecated prefix stays beside its successor, at most
   * @param maxPrefixHistory how many draining prefixes are kept
   * @param minStable how long a new prefix must have been announced before it is believed
   */
  public record Transition(
      Duration drainPeriod,
      int maxPrefixHistory,
      Duration minStable,
      OnFlash onFlash,
      OnLoss onLoss,
      Damping damping,
      Review review) {
    /** 60 minutes, 2 entries, 5 seconds, Replace, Keep, On, Auto. */
    public static final Transition DEFAULT =
        new Transition(
            Duration.ofMinutes(60),
            2,
            Duration.ofSeconds(5),
            OnFlash.REPLACE,
            OnLoss.KEEP,
            Damping.ON,
            Review.AUTO);
  }
}
