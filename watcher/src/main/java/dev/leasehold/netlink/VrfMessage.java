package dev.leasehold.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A message of rtnetlink about a VRF: a link whose IFLA_LINKINFO has the kind {@code vrf}
 * (linux/if_link.h; Documentation/networking/vrf.rst). In the machine's byte order; all lengths are
 * checked.
 *
 * @param table the number of its routing table; 0 if the message has none
 */
record VrfMessage(String name, long table) implements RuleMessage {
  private static final String KIND = "vrf";

  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_EXT_MASK = 29;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_INFO_DATA = 2;
  private static final int IFLA_VRF_TABLE = 1;

  /** RTEXT_FILTER_SKIP_STATS: the counters of a link are most of its message. */
  private static final int SKIP_STATS = 8;

  /**
   * A request for all VRFs. A kernel without the module vrf does not know the kind, and may answer
   * with all links.
   */
  static byte[] dump(int sequence) {
    byte[] kind = KIND.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(52).order(ByteOrder.nativeOrder());
    out.putInt(out.capacity())
        .putShort((short) RouteMessage.GET_LINK)
        .putShort((short) RouteMessage.Format.REQUEST_DUMP)
        .putInt(sequence)
        .putInt(0)
        .put(new byte[RouteMessage.Format.LINK_FIXED]); // AF_UNSPEC, and 0 elsewhere
    out.putShort((short) 8).putShort((short) IFLA_EXT_MASK).putInt(SKIP_STATS);
    out.putShort((short) 12).putShort((short) IFLA_LINKINFO);
    out.putShort((short) (4 + kind.length + 1)).putShort((short) IFLA_INFO_KIND).put(kind);
    return out.array(); // the rest is the final NUL
  }

  /** The VRF that a message is about, which exists or is deleted; empty if it is about no VRF. */
  static Optional<VrfMessage> of(NetlinkMessage message) {
    ByteBuffer body = message.body();
    if (!isOfLink(message)
        || body.remaining() < RouteMessage.Format.LINK_FIXED
        || body.get(0) != RouteMessage.Format.AF_UNSPEC) {
      return Optional.empty();
    }
    Map<Integer, ByteBuffer> link =
        RouteMessage.Format.attributes(body, RouteMessage.Format.LINK_FIXED);
    Map<Integer, ByteBuffer> info = nested(link, IFLA_LINKINFO);
    if (!RouteMessage.Format.text(info.get(IFLA_INFO_KIND)).equals(KIND)) {
      return Optional.empty();
    }
    ByteBuffer table = nested(info, IFLA_INFO_DATA).get(IFLA_VRF_TABLE);
    return Optional.of(
        new VrfMessage(
            RouteMessage.Format.text(link.get(IFLA_IFNAME)),
            table == null || table.remaining() < 4 ? 0 : Integer.toUnsignedLong(table.getInt(0))));
  }

  /** Whether a message is about a link of any kind. */
  static boolean isOfLink(NetlinkMessage message) {
    return message.type() == RouteMessage.NEW_LINK || message.type() == RouteMessage.DELETED_LINK;
  }

  private static Map<Integer, ByteBuffer> nested(Map<Integer, ByteBuffer> attributes, int type) {
    ByteBuffer inner = attributes.get(type);
    return inner == null ? Map.of() : RouteMessage.Format.attributes(inner, 0);
  }
}
