package dev.leasehold.router;

import java.util.regex.Pattern;

/** How a router is asked for the prefixes that it holds by delegation. */
public sealed interface PrefixQuery {
  /**
   * An interface of OpenWrt, by {@code ubus}.
   *
   * @param network its name in {@code /etc/config/network}: {@code wan6}
   */
  record OpenWrt(String network) implements PrefixQuery {
    private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}");

    /**
     * @throws IllegalArgumentException if the name is invalid; the message begins with the name of
     *     the field
     */
    public OpenWrt {
      if (!NETWORK.matcher(network).matches()) {
        throw new IllegalArgumentException(
            "network: '" + network + "' is not the name of an interface such as wan6");
      }
    }
  }

  /** The DHCPv6 clients of RouterOS, which has no shell. */
  record RouterOs() implements PrefixQuery {}

  /**
   * A command of the configuration that prints one line for each prefix: {@code 2001:db8:100::/56
   * 3600 7200}, with the remaining preferred and valid lifetimes in seconds if it knows them; or
   * {@code none}.
   *
   * @param line word for word as the router of the configuration lists it
   */
  record Command(String line) implements PrefixQuery {}
}
