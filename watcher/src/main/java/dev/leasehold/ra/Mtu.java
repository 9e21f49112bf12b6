package dev.leasehold.ra;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/** The recommended MTU of the link (RFC 4861 section 4.6.4), in octets. */
record Mtu(int reserved, long mtu) implements NdpOption {
  static final int TYPE = 5;

  private static final int SIZE = 8;

  Mtu {
    NdpOption.require("reserved", reserved, 0xffff);
    NdpOption.require("mtu", mtu, 0xffff_ffffL);
  }

  static NdpOption parse(Bytes option) {
    return option.length() == SIZE
        ? new Mtu(option.u16(2), option.u32(4))
        : UnknownNdpOption.parse(option);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public void writeBody(ByteBuffer out) {
    out.putShort((short) reserved).putInt((int) mtu);
  }
}
