package dev.leasehold.ra;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * An unknown option, or one with invalid content. Its bytes are kept unchanged, and it is ignored
 * (RFC 4861 section 4.6: "Receivers MUST silently ignore any options they do not recognize").
 */
record UnknownNdpOption(int type, Bytes body) implements NdpOption {
  UnknownNdpOption {
    NdpOption.require("type", type, 0xff);
    NdpOption.require("size", body.length() + 2, MAX_SIZE);
    if ((body.length() + 2) % 8 != 0) {
      throw new IllegalArgumentException("the size of an option must be a multiple of 8");
    }
  }

  static UnknownNdpOption parse(Bytes option) {
    return new UnknownNdpOption(option.u8(0), option.slice(2, option.length()));
  }

  @Override
  public int size() {
    return body.length() + 2;
  }

  @Override
  public void writeBody(ByteBuffer out) {
    body.write(out);
  }
}
