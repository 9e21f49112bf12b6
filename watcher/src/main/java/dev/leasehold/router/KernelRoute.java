package dev.leasehold.router;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A route of a router's kernel that forwards packets.
 *
 * @param protocol who made it, as iproute2 spells it: {@code bird}, {@code bgp}, {@code static}, or
 *     a number; {@code boot} if nobody said
 * @param nextHops one or, with several equal paths, more
 */
public record KernelRoute(Prefix prefix, String protocol, List<NextHop> nextHops) {
  private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z0-9_-]{1,16}");
  private static final int MOST_NEXT_HOPS = 256;

  /** What iproute2 leaves out (RTPROT_BOOT). */
  private static final String UNSAID = "boot";

  public KernelRoute {
    nextHops = List.copyOf(nextHops);
    if (nextHops.isEmpty() || nextHops.size() > MOST_NEXT_HOPS) {
      throw new IllegalArgumentException(prefix + " has " + nextHops.size() + " next hops");
    }
    if (!PROTOCOL.matcher(protocol).matches()) {
      throw new IllegalArgumentException("'" + protocol + "' is not the name of a protocol");
    }
  }

  /**
   * Where packets go.
   *
   * @param via the router that gets them; empty: the destination is on the link
   * @param device the interface that sends them
   */
  public record NextHop(Optional<Address> via, String device) {
    private static final Pattern DEVICE = Pattern.compile("[^\\s/]{1,15}");

    public NextHop {
      if (!DEVICE.matcher(device).matches()) {
        throw new IllegalArgumentException("'" + device + "' is not the name of an interface");
      }
    }
  }

  /**
   * Reads a line of {@code ip -o route show} or {@code ip -o route get fibmatch}.
   *
   * @return empty if it is anything else: a route that drops packets, a local address, no route
   */
  static Optional<KernelRoute> parse(Address asked, String line) {
    List<String> words = List.of(line.replace("\\", " ").strip().split("\\s+"));
    try {
      Prefix prefix = prefix(asked, words.getFirst());
      return prefix.contains(asked)
          ? Optional.of(new KernelRoute(prefix, protocol(words), nextHops(words)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Prefix prefix(Address asked, String text) {
    if (text.equals("default")) {
      return Prefix.containing(asked, 0);
    }
    return text.contains("/")
        ? Prefix.parse(text)
        : Prefix.containing(Address.parse(text), asked.family().bits());
  }

  private static String protocol(List<String> words) {
    int at = words.indexOf("proto");
    return at >= 0 && at + 1 < words.size() ? words.get(at + 1) : UNSAID;
  }

  /** Each is {@code [via [inet6] ADDRESS] dev NAME}; with several, 'nexthop' comes before each. */
  private static List<NextHop> nextHops(List<String> words) {
    List<NextHop> hops = new ArrayList<>();
    Optional<Address> via = Optional.empty();
    for (int i = 1; i + 1 < words.size(); i++) {
      switch (words.get(i)) {
        case "via" -> {
          boolean isOther = words.get(i + 1).startsWith("inet") && i + 2 < words.size();
          via = Optional.of(Address.parse(words.get(isOther ? i + 2 : i + 1)));
        }
        case "dev" -> {
          hops.add(new NextHop(via, words.get(i + 1)));
          via = Optional.empty();
        }
        default -> {}
      }
    }
    return hops;
  }
}
