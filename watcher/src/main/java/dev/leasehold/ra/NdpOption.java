package dev.leasehold.ra;

import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One Neighbor Discovery option (RFC 4861 section 4.6): type, length in units of 8 octets, content.
 *
 * <p>A known option with an invalid length or content becomes an {@link UnknownNdpOption}: it has
 * no effect, and the rest of the packet counts (section 6.1.2). Only a length of zero or beyond the
 * packet invalidates the whole packet.
 */
sealed interface NdpOption
    permits PrefixInformation,
        Mtu,
        LinkLayerAddress,
        RouteInformation,
        RecursiveDnsServer,
        DnsSearchList,
        Pref64,
        UnknownNdpOption {
  /** The most options of a packet; a full Ethernet packet has at most 185 options of 8 octets. */
  int MAX_OPTIONS = 256;

  /** The longest option that the length field permits, in octets. */
  int MAX_SIZE = 255 * 8;

  int type();

  /** The size in octets, including type and length; a multiple of 8. */
  int size();

  /** Writes the content after type and length: {@link #size()} − 2 octets. */
  void writeBody(ByteBuffer out);

  /** Reads all options from an offset to the end of the packet. */
  static Parsed<List<NdpOption>> parseAll(Bytes packet, int from) {
    List<NdpOption> options = new ArrayList<>();
    int at = from;
    while (at < packet.length()) {
      int left = packet.length() - at;
      int size = left < 2 ? 0 : packet.u8(at + 1) * 8;
      if (size == 0 || size > left) {
        return new Parsed.Rejected<>(
            FrameRefusal.OPTION_LENGTH,
            "option " + packet.u8(at) + " of " + size + " octets where " + left + " are left");
      }
      if (options.size() == MAX_OPTIONS) {
        return new Parsed.Rejected<>(
            FrameRefusal.TOO_MANY_OPTIONS, "more than " + MAX_OPTIONS + " options");
      }
      options.add(parse(packet.slice(at, at + size)));
      at += size;
    }
    return new Parsed.Accepted<>(List.copyOf(options));
  }

  static void writeAll(List<NdpOption> options, ByteBuffer out) {
    for (NdpOption option : options) {
      out.put((byte) option.type()).put((byte) (option.size() / 8));
      option.writeBody(out);
    }
  }

  static int size(List<NdpOption> options) {
    return options.stream().mapToInt(NdpOption::size).sum();
  }

  private static NdpOption parse(Bytes option) {
    return switch (option.u8(0)) {
      case LinkLayerAddress.SOURCE, LinkLayerAddress.TARGET -> LinkLayerAddress.parse(option);
      case PrefixInformation.TYPE -> PrefixInformation.parse(option);
      case Mtu.TYPE -> Mtu.parse(option);
      case RouteInformation.TYPE -> RouteInformation.parse(option);
      case RecursiveDnsServer.TYPE -> RecursiveDnsServer.parse(option);
      case DnsSearchList.TYPE -> DnsSearchList.parse(option);
      case Pref64.TYPE -> Pref64.parse(option);
      default -> UnknownNdpOption.parse(option);
    };
  }

  /** Checks a field in a compact constructor; a value out of range is a bug of the caller. */
  static void require(String field, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(field + " " + value + " is not within 0 to " + max);
    }
  }
}
