package dev.leasehold.api;

import java.util.regex.Pattern;

/** How a router is asked for the prefixes that it holds by delegation. */
public sealed interface PrefixQuery {
  /** The query as one word without blanks, unique among the queries; {@link #parse} reads it. */
  String word();

  /**
   * An interface of OpenWrt, by {@code ubus}.
   *
   * @param network its name in {@code /etc/config/network}: {@code wan6}
   */
  record OpenWrt(String network) implements PrefixQuery {
    private static final String KIND = "openWrt:";
    private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}");

    /**
     * @throws IllegalArgumentException if the name is invalid
     */
    public OpenWrt {
      if (!NETWORK.matcher(network).matches()) {
        throw new IllegalArgumentException(
            "'" + network + "' is not the name of an interface such as wan6");
      }
    }

    @Override
    public String word() {
      return KIND + network;
    }
  }

  /** The DHCPv6 clients of RouterOS, which has no shell. */
  record RouterOs() implements PrefixQuery {
    private static final String WORD = "routerOs";

    @Override
    public String word() {
      return WORD;
    }
  }

  /**
   * A command of the configuration that prints one line for each prefix: {@code 2001:db8:100::/56
   * 3600 7200}, with the remaining preferred and valid lifetimes in seconds if it knows them; or
   * {@code none}.
   *
   * @param line word for word as the router of the configuration lists it
   */
  record Command(String line) implements PrefixQuery {
    private static final String KIND = "command:";

    /**
     * @throws IllegalArgumentException if it is not a command line
     */
    public Command {
      if (line.isBlank() || line.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "is empty, or has a line break or another control character");
      }
    }

    @Override
    public String word() {
      return KIND + line.replace("%", "%25").replace(" ", "%20");
    }
  }

  /**
   * Parses a {@link #word}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static PrefixQuery parse(String word) {
    if (word.equals(RouterOs.WORD)) {
      return new RouterOs();
    }
    if (word.startsWith(OpenWrt.KIND)) {
      return new OpenWrt(word.substring(OpenWrt.KIND.length()));
    }
    if (word.startsWith(Command.KIND)) {
      String line = word.substring(Command.KIND.length());
      return new Command(line.replace("%20", " ").replace("%25", "%"));
    }
    throw new IllegalArgumentException("unknown query '" + word + "'");
  }
}
