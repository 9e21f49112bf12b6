package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import java.nio.ByteBuffer;
import java.util.List;

/** Router Solicitation message (RFC 4861 section 4.1). */
record RouterSolicitation(long reserved, List<NdpOption> options) {
  static final int TYPE = 133;

  static final Address ALL_ROUTERS = Address.parse("ff02::2");
  static final Address UNSPECIFIED = Address.parse("::");

  private static final int HEADER = 8;

  RouterSolicitation {
    NdpOption.require("reserved", reserved, 0xffff_ffffL);
    options = List.copyOf(options);
  }

  /**
   * Creates a solicitation of a host. Section 4.1: from the unspecified address the source
   * link-layer address "MUST NOT be included".
   */
  static RouterSolicitation from(Address source, Bytes mac) {
    return new RouterSolicitation(
        0,
        source.equals(UNSPECIFIED)
            ? List.of()
            : List.of(new LinkLayerAddress(LinkLayerAddress.SOURCE, mac)));
  }

  /** Checks the frame (section 6.1.1), then reads the message. */
  static Parsed<RouterSolicitation> parse(Frame frame) {
    Bytes icmp = frame.icmp();
    return frame
        .ofType(TYPE)
        .flatMap(checked -> checked.checkNeighborDiscovery(HEADER))
        .flatMap(_ -> NdpOption.parseAll(icmp, HEADER))
        .flatMap(options -> new Parsed.Accepted<>(new RouterSolicitation(icmp.u32(4), options)));
  }

  Frame write(Address source, Address destination) {
    int size = HEADER + NdpOption.size(options);
    return Frame.neighborDiscovery(source, destination, Bytes.written(size, this::write));
  }

  private void write(ByteBuffer out) {
    out.put((byte) TYPE).put((byte) 0).putShort((short) 0).putInt((int) reserved);
    NdpOption.writeAll(options, out);
  }
}
