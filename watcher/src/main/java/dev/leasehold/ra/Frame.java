package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.LinkType;
import dev.leasehold.wire.Parsed;
import java.nio.ByteBuffer;

/**
 * An ICMPv6 message in a link-layer frame, directly after the IPv6 header (RFC 8200 section 3).
 *
 * @param icmp the whole message from its type on; limited by the IPv6 payload length
 */
record Frame(Address source, Address destination, int hopLimit, Bytes icmp) {
  private static final Prefix LINK_LOCAL = Prefix.parse("fe80::/10");
  private static final int IPV6 = 0x86dd;
  private static final int VLAN = 0x8100;
  private static final int SERVICE_VLAN = 0x88a8;
  private static final int HEADER = 40;
  private static final int ICMPV6 = 58;
  private static final int CHECKSUM_AT = 2;

  Frame {
    NdpOption.require("hopLimit", hopLimit, 0xff);
    NdpOption.require("ICMP length", icmp.length(), 0xffff);
  }

  /**
   * Reads the link header and the IPv6 header.
   *
   * <p>A frame with a VLAN tag is rejected, because it belongs to the interface of that VLAN. A
   * frame with an extension header before the ICMPv6 message is rejected too: fragments MUST be
   * ignored (RFC 6980 section 5), and routers send no other extension headers.
   */
  static Parsed<Frame> parse(LinkType link, Bytes frame) {
    int ip = link.headerLength();
    if (frame.length() < ip + HEADER) {
      return notOurs(frame.length() + " octets are too short for an IPv6 header");
    }
    int protocol = link.protocolAt() < 0 ? IPV6 : frame.u16(link.protocolAt());
    if (protocol == VLAN || protocol == SERVICE_VLAN) {
      return notOurs("tagged for VLAN " + (frame.u16(ip) & 0xfff) + "; listen on its interface");
    }
    if (protocol != IPV6 || frame.u8(ip) >> 4 != 6) {
      return notOurs("not IPv6: protocol 0x" + Integer.toHexString(protocol));
    }
    int nextHeader = frame.u8(ip + 6);
    if (nextHeader != ICMPV6) {
      return notOurs("next header is " + nextHeader + ", not ICMPv6");
    }
    int payloadLength = frame.u16(ip + 4);
    int payload = ip + HEADER;
    if (frame.length() < payload + payloadLength) {
      return new Parsed.Rejected<>(
          FrameRefusal.TRUNCATED,
          "a payload of " + payloadLength + " octets in a frame of " + frame.length());
    }
    return new Parsed.Accepted<>(
        new Frame(
            Address.of(frame.slice(ip + 8, ip + 24).toArray()),
            Address.of(frame.slice(ip + 24, ip + HEADER).toArray()),
            frame.u8(ip + 7),
            frame.slice(payload, payload + payloadLength)));
  }

  /** Creates a Neighbor Discovery message with hop limit 255 and the checksum filled in. */
  static Frame neighborDiscovery(Address source, Address destination, Bytes icmp) {
    byte[] message = icmp.toArray();
    ByteBuffer.wrap(message)
        .putShort(CHECKSUM_AT, (short) ~onesComplementSum(source, destination, icmp));
    return new Frame(source, destination, 255, Bytes.copyOf(message));
  }

  /** This frame if its message has an ICMPv6 type; an empty message fails the length check. */
  Parsed<Frame> ofType(int type) {
    return icmp.length() == 0 || icmp.u8(0) == type
        ? new Parsed.Accepted<>(this)
        : notOurs("ICMPv6 type " + icmp.u8(0) + ", not " + type);
  }

  /** The first check of RFC 4861 section 6.1.2. */
  Parsed<Frame> checkLinkLocalSource() {
    return LINK_LOCAL.contains(source)
        ? new Parsed.Accepted<>(this)
        : new Parsed.Rejected<>(
            FrameRefusal.SOURCE_NOT_LINK_LOCAL, "source " + source + " is not link-local");
  }

  /** The checks that RFC 4861 sections 6.1.1 and 6.1.2 share, in their order. */
  Parsed<Frame> checkNeighborDiscovery(int minimumLength) {
    if (hopLimit != 255) {
      return new Parsed.Rejected<>(
          FrameRefusal.HOP_LIMIT, "hop limit " + hopLimit + " from " + source);
    }
    if (icmp.length() < minimumLength) { // before the checksum, which needs a complete header
      return new Parsed.Rejected<>(
          FrameRefusal.LENGTH, icmp.length() + " octets, fewer than " + minimumLength);
    }
    if (onesComplementSum(source, destination, icmp) != 0xffff) {
      return new Parsed.Rejected<>(FrameRefusal.CHECKSUM, "checksum is wrong, from " + source);
    }
    if (icmp.u8(1) != 0) {
      return new Parsed.Rejected<>(FrameRefusal.CODE, "code " + icmp.u8(1) + " from " + source);
    }
    return new Parsed.Accepted<>(this);
  }

  /**
   * The frame as Ethernet II, to the MAC address of a multicast group (RFC 2464 section 7: 33:33
   * and the end of the group address).
   */
  Bytes ethernet(Bytes sourceMac) {
    byte[] group = destination.bytes();
    if (sourceMac.length() != 6 || (group[0] & 0xff) != 0xff) {
      throw new IllegalArgumentException("from " + sourceMac + " to " + destination);
    }
    return Bytes.written(
        LinkType.ETHERNET.headerLength() + HEADER + icmp.length(),
        out -> {
          out.putShort((short) 0x3333).put(group, 12, 4);
          sourceMac.write(out);
          out.putShort((short) IPV6).putInt(6 << 28).putShort((short) icmp.length());
          out.put((byte) ICMPV6).put((byte) hopLimit).put(source.bytes()).put(group);
          icmp.write(out);
        });
  }

  private static Parsed<Frame> notOurs(String detail) {
    return new Parsed.Rejected<>(FrameRefusal.NOT_AN_ADVERTISEMENT, detail);
  }

  /**
   * The RFC 1071 sum over the pseudo-header (RFC 8200 section 8.1) and the message; 0xffff if the
   * checksum is valid.
   */
  private static int onesComplementSum(Address source, Address destination, Bytes icmp) {
    Bytes pseudoHeader =
        Bytes.written(
            HEADER,
            out ->
                out.put(source.bytes())
                    .put(destination.bytes())
                    .putInt(icmp.length())
                    .putInt(ICMPV6));
    long sum = sum(pseudoHeader) + sum(icmp);
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) sum;
  }

  private static long sum(Bytes words) {
    long sum = 0;
    for (int at = 0; at + 1 < words.length(); at += 2) {
      sum += words.u16(at);
    }
    return words.length() % 2 == 0 ? sum : sum + (words.u8(words.length() - 1) << 8);
  }
}
