package dev.leasehold.adopt;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.Place;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A place in a repository that has addresses, or can have some.
 *
 * @param name as {@code --bind} names it: {@code KIND/NAME}, {@code KIND/NAME:FIELD} or {@code
 *     FILE:LINE}
 * @param wish the name for the part of the prefix, if it is free
 * @param addresses those that a provider may have lent; none for a pool of IPv4
 * @param caution why it is bound only if a person names it; mostly empty
 */
record Spot(
    Sort sort,
    String name,
    String wish,
    Place place,
    List<AddressRange> addresses,
    Way way,
    String caution) {
  Spot {
    addresses = List.copyOf(addresses);
  }

  /** What addresses are there for, the surest sign of an own prefix first. */
  enum Sort {
    POOL("pool"),
    SETTING("setting"),
    REQUEST("requested address"),
    GROUP("group of addresses"),
    OTHER("field");

    private final String words;

    Sort(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    /**
     * Whether the addresses are the cluster's own. A field or a group may as well have those of
     * others: of a DNS server, of a friend's network.
     */
    boolean isOwn() {
      return this != GROUP && this != OTHER;
    }
  }

  /** How the addresses are kept up to date. */
  sealed interface Way {
    /** By a binding; no existing line changes. */
    record Bind(Target target) implements Way {}

    /**
     * By a setter comment on its line.
     *
     * @param suffix what follows the address in the value, {@code /64}
     */
    record Comment(Field value, String suffix) implements Way {}

    /** By a person. */
    record ByHand(String reason) implements Way {}
  }

  /**
   * The target of a binding.
   *
   * @param apiVersion empty text for a kind that Leasehold knows
   * @param key {@code annotation}, {@code fieldPath} or empty text
   * @param value of that key
   */
  record Target(
      String apiVersion, String kind, String namespace, String name, String key, String value) {
    /** The keys of requests for addresses: Cilium's and MetalLB's, each with its older one. */
    private static final Pattern REQUEST =
        Pattern.compile("(lbipam\\.cilium\\.io/ips|lb-ipam-ips|loadBalancerIPs)\\]?$");

    /**
     * Whether a Service or Gateway requests the addresses. It needs the draining one too, as long
     * as clients use it.
     */
    boolean isRequest() {
      return kind.equals("Gateway") && key.isEmpty()
          || kind.equals("Service") && key.isEmpty()
          || REQUEST.matcher(value).find();
    }
  }

  boolean isByHand() {
    return way instanceof Way.ByHand;
  }

  /** Whether all its addresses are in that prefix. */
  boolean isIn(Prefix prefix) {
    return !addresses.isEmpty() && addresses.stream().allMatch(prefix.range()::contains);
  }

  /** Whether only some of its addresses are in that prefix. */
  boolean isPartlyIn(Prefix prefix) {
    return !isIn(prefix) && touches(prefix);
  }

  /** Whether any of its addresses is in that prefix. */
  boolean touches(Prefix prefix) {
    return addresses.stream().anyMatch(prefix.range()::overlaps);
  }

  /** The same, to be changed by a person. */
  Spot byHand(String reason) {
    return new Spot(sort, name, wish, place, addresses, new Way.ByHand(reason), caution);
  }
}
