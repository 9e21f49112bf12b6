package dev.leasehold.ra;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * Source or Target Link-Layer Address (RFC 4861 section 4.6.1).
 *
 * @param type {@link #SOURCE} or {@link #TARGET}
 * @param address the address of the link with padding; the 6 octets of a MAC on Ethernet
 */
record LinkLayerAddress(int type, Bytes address) implements NdpOption {
  static final int SOURCE = 1;
  static final int TARGET = 2;

  LinkLayerAddress {
    if (type != SOURCE && type != TARGET) {
      throw new IllegalArgumentException("option " + type + " is not a link-layer address");
    }
    NdpOption.require("size", address.length() + 2, MAX_SIZE);
    if ((address.length() + 2) % 8 != 0) {
      throw new IllegalArgumentException("the size of an option must be a multiple of 8");
    }
  }

  static LinkLayerAddress parse(Bytes option) {
    return new LinkLayerAddress(option.u8(0), option.slice(2, option.length()));
  }

  @Override
  public int size() {
    return address.length() + 2;
  }

  @Override
  public void writeBody(ByteBuffer out) {
    address.write(out);
  }
}
