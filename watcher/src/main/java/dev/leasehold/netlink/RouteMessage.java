package dev.leasehold.netlink;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of rtnetlink (linux/netlink.h, linux/rtnetlink.h; RFC 3549 sections 2.2 and 3.1)
 * about links and IPv6 addresses. Numbers are in the machine's byte order.
 *
 * <p>The kernel is trusted, but lengths are checked: a message with a wrong length ends the
 * reading, and unknown content is skipped.
 */
sealed interface RouteMessage {
  /** The end of a dump. */
  int DONE = 3;

  int NEW_LINK = 16;
  int DELETED_LINK = 17;
  int GET_LINK = 18;
  int NEW_ADDRESS = 20;
  int DELETED_ADDRESS = 21;
  int GET_ADDRESS = 22;

  /** An existing interface. */
  record Link(int index, String name, boolean up, boolean running, Bytes mac)
      implements RouteMessage {}

  record LinkGone(int index) implements RouteMessage {}

  record AddressSet(int index, InterfaceAddress address) implements RouteMessage {}

  record AddressGone(int index, Address address) implements RouteMessage {}

  /**
   * The end of the answers to a request.
   *
   * @param intact false if something changed meanwhile, so that the answers may be inconsistent
   */
  record Done(boolean intact) implements RouteMessage {}

  /** The kernel refuses the request. */
  record Failed(int errno) implements RouteMessage {}

  /** All messages of one datagram. */
  static List<RouteMessage> parseAll(ByteBuffer datagram) {
    List<RouteMessage> messages = new ArrayList<>();
    for (NetlinkMessage message : NetlinkMessage.all(datagram)) {
      Format.read(message, messages);
    }
    return List.copyOf(messages);
  }

  /** Creates a request for all links or all IPv6 addresses. */
  static byte[] dumpRequest(int type) {
    int length = Format.HEADER + (type == GET_LINK ? Format.LINK_FIXED : Format.ADDRESS_FIXED);
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    out.putInt(length).putShort((short) type).putShort((short) Format.REQUEST_DUMP);
    out.putInt(0).putInt(0); // no sequence number, because there is one request at a time; any port
    out.put((byte) (type == GET_LINK ? Format.AF_UNSPEC : Format.AF_INET6));
    return out.array();
  }

  /** The binary format of the kernel. */
  final class Format {
    static final int HEADER = 16;
    static final int LINK_FIXED = 16;
    static final int ADDRESS_FIXED = 8;
    static final int AF_UNSPEC = 0;
    static final int AF_INET6 = 10;

    /** NLM_F_REQUEST | NLM_F_ROOT | NLM_F_MATCH. */
    static final int REQUEST_DUMP = 0x301;

    private static final int ERROR = 2;

    private static final int IFF_UP = 0x01;
    private static final int IFF_RUNNING = 0x40;
    private static final int ETHERNET = 1;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;

    /** The mask of the attribute type; the upper two bits encode flags. */
    private static final int ATTRIBUTE_TYPE = 0x3fff;

    private Format() {}

    static int aligned(int length) {
      return (length + 3) & ~3;
    }

    private static void read(NetlinkMessage message, List<RouteMessage> to) {
      ByteBuffer body = message.body();
      switch (message.type()) {
        case ERROR -> {
          int errno = body.remaining() < 4 ? 0 : -body.getInt(0);
          if (errno != 0) {
            to.add(new Failed(errno));
          }
        }
        case DONE -> to.add(new Done(message.isIntact()));
        case NEW_LINK, DELETED_LINK -> readLink(message.type(), body, to);
        case NEW_ADDRESS, DELETED_ADDRESS -> readAddress(message.type(), body, to);
        default -> {}
      }
    }

    /**
     * Reads a link message of the family AF_UNSPEC only: a port that leaves its bridge is also
     * reported as a deleted link, with the family AF_BRIDGE.
     */
    private static void readLink(int type, ByteBuffer body, List<RouteMessage> to) {
      if (body.remaining() < LINK_FIXED || body.get(0) != AF_UNSPEC) {
        return;
      }
      int index = body.getInt(4);
      if (type == DELETED_LINK) {
        to.add(new LinkGone(index));
        return;
      }
      int flags = body.getInt(8);
      Map<Integer, ByteBuffer> attributes = attributes(body, LINK_FIXED);
      boolean ethernet = Short.toUnsignedInt(body.getShort(2)) == ETHERNET;
      to.add(
          new Link(
              index,
              text(attributes.get(IFLA_IFNAME)),
              (flags & IFF_UP) != 0,
              (flags & IFF_RUNNING) != 0,
              ethernet ? bytes(attributes.get(IFLA_ADDRESS), 6) : NONE));
    }

    /**
     * Reads an address message. On a point-to-point link IFA_ADDRESS is the peer's address and
     * IFA_LOCAL the local one.
     */
    private static void readAddress(int type, ByteBuffer body, List<RouteMessage> to) {
      if (body.remaining() < ADDRESS_FIXED || body.get(0) != AF_INET6) {
        return;
      }
      Map<Integer, ByteBuffer> attributes = attributes(body, ADDRESS_FIXED);
      ByteBuffer own = attributes.get(IFA_LOCAL);
      Bytes address = bytes(own != null ? own : attributes.get(IFA_ADDRESS), 16);
      int prefixLength = Byte.toUnsignedInt(body.get(1));
      if (address.length() == 0 || prefixLength > 128) {
        return;
      }
      int index = body.getInt(4);
      if (type == DELETED_ADDRESS) {
        to.add(new AddressGone(index, Address.of(address.toArray())));
        return;
      }
      ByteBuffer flags = attributes.get(IFA_FLAGS); // wider than the flags octet in the fixed part
      ByteBuffer times = attributes.get(IFA_CACHEINFO);
      to.add(
          new AddressSet(
              index,
              new InterfaceAddress(
                  Address.of(address.toArray()),
                  prefixLength,
                  InterfaceAddress.AddressScope.of(Byte.toUnsignedInt(body.get(3))),
                  InterfaceAddress.Flag.of(
                      flags != null && flags.remaining() >= 4
                          ? flags.getInt(0)
                          : Byte.toUnsignedInt(body.get(2))),
                  lifetime(times, 0),
                  lifetime(times, 4))));
    }

    /** A lifetime; a permanent address may have none. */
    private static long lifetime(@Nullable ByteBuffer times, int at) {
      return times != null && times.remaining() >= 8
          ? Integer.toUnsignedLong(times.getInt(at))
          : Lifetime.INFINITY;
    }

    /** The attributes by type; a later attribute replaces an earlier one of the same type. */
    static Map<Integer, ByteBuffer> attributes(ByteBuffer body, int from) {
      Map<Integer, ByteBuffer> attributes = new HashMap<>();
      int at = from;
      while (body.limit() - at >= 4) {
        int length = Short.toUnsignedInt(body.getShort(at));
        if (length < 4 || length > body.limit() - at) {
          break;
        }
        attributes.put(
            body.getShort(at + 2) & ATTRIBUTE_TYPE,
            body.slice(at + 4, length - 4).order(body.order()));
        at += aligned(length);
      }
      return attributes;
    }

    private static final Bytes NONE = Bytes.copyOf(new byte[0]);

    /** The attribute if it has exactly this length; otherwise empty. */
    private static Bytes bytes(@Nullable ByteBuffer attribute, int length) {
      if (attribute == null || attribute.remaining() != length) {
        return NONE;
      }
      byte[] content = new byte[length];
      attribute.get(0, content);
      return Bytes.copyOf(content);
    }

    /** The text up to its NUL. */
    static String text(@Nullable ByteBuffer attribute) {
      if (attribute == null) {
        return "";
      }
      byte[] content = new byte[attribute.remaining()];
      attribute.get(0, content);
      int end = 0;
      while (end < content.length && content[end] != 0) {
        end++;
      }
      return new String(content, 0, end, StandardCharsets.UTF_8);
    }
  }
}
