package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Router Advertisement message (RFC 4861 section 4.2).
 *
 * @param curHopLimit 0: unspecified
 * @param managed the M flag
 * @param otherConfiguration the O flag
 * @param reserved the six bits after the flags: home agent, {@link #preference}, and more
 * @param routerLifetime in seconds; 0: not a default router; its prefixes still count
 * @param reachableTime in milliseconds; 0: unspecified
 * @param retransTimer in milliseconds; 0: unspecified
 */
record RouterAdvertisement(
    int curHopLimit,
    boolean managed,
    boolean otherConfiguration,
    int reserved,
    int routerLifetime,
    long reachableTime,
    long retransTimer,
    List<NdpOption> options) {
  static final int TYPE = 134;

  private static final int HEADER = 16;

  RouterAdvertisement {
    NdpOption.require("curHopLimit", curHopLimit, 0xff);
    NdpOption.require("reserved", reserved, 0x3f);
    NdpOption.require("routerLifetime", routerLifetime, 0xffff);
    NdpOption.require("reachableTime", reachableTime, 0xffff_ffffL);
    NdpOption.require("retransTimer", retransTimer, 0xffff_ffffL);
    options = List.copyOf(options);
  }

  /** Checks the frame (section 6.1.2), then reads the message. */
  static Parsed<RouterAdvertisement> parse(Frame frame) {
    Bytes icmp = frame.icmp();
    return frame
        .ofType(TYPE)
        .flatMap(Frame::checkLinkLocalSource)
        .flatMap(checked -> checked.checkNeighborDiscovery(HEADER))
        .flatMap(_ -> NdpOption.parseAll(icmp, HEADER))
        .flatMap(options -> new Parsed.Accepted<>(read(icmp, options)));
  }

  private static RouterAdvertisement read(Bytes icmp, List<NdpOption> options) {
    int flags = icmp.u8(5);
    return new RouterAdvertisement(
        icmp.u8(4),
        (flags & 0x80) != 0,
        (flags & 0x40) != 0,
        flags & 0x3f,
        icmp.u16(6),
        icmp.u32(8),
        icmp.u32(12),
        options);
  }

  /**
   * The preference as a default router (RFC 4191 section 2.2). It is ignored for a router that is
   * not a default router; the reserved value counts as medium.
   */
  RouterPreference preference() {
    return routerLifetime == 0
        ? RouterPreference.MEDIUM
        : RouterPreference.of(reserved >> 3 & 0b11).orElse(RouterPreference.MEDIUM);
  }

  /** The ICMPv6 message as a frame; its checksum covers the source and destination addresses. */
  Frame write(Address source, Address destination) {
    int size = HEADER + NdpOption.size(options);
    return Frame.neighborDiscovery(source, destination, Bytes.written(size, this::write));
  }

  private void write(ByteBuffer out) {
    out.put((byte) TYPE).put((byte) 0).putShort((short) 0);
    out.put((byte) curHopLimit)
        .put((byte) ((managed ? 0x80 : 0) | (otherConfiguration ? 0x40 : 0) | reserved))
        .putShort((short) routerLifetime)
        .putInt((int) reachableTime)
        .putInt((int) retransTimer);
    NdpOption.writeAll(options, out);
  }
}
