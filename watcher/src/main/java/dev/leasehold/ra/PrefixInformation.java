package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import java.nio.ByteBuffer;

/**
 * Prefix Information (RFC 4861 section 4.6.2).
 *
 * @param onLink the L flag
 * @param autonomous the A flag
 * @param reserved1 the six bits after the flags; RFC 6275 and others use some of them
 * @param validLifetime in seconds; {@link Lifetime#INFINITY}: no end
 * @param preferredLifetime in seconds; {@link Lifetime#INFINITY}: no end
 * @param address the received Prefix field: "the bits in the prefix after the prefix length are
 *     reserved", and a home agent (RFC 6275 section 7.2) sends its whole address
 */
record PrefixInformation(
    int prefixLength,
    boolean onLink,
    boolean autonomous,
    int reserved1,
    long validLifetime,
    long preferredLifetime,
    long reserved2,
    Address address)
    implements NdpOption {
  static final int TYPE = 3;

  private static final int SIZE = 32;

  PrefixInformation {
    NdpOption.require("prefixLength", prefixLength, 128);
    NdpOption.require("reserved1", reserved1, 0x3f);
    NdpOption.require("validLifetime", validLifetime, Lifetime.INFINITY);
    NdpOption.require("preferredLifetime", preferredLifetime, Lifetime.INFINITY);
    NdpOption.require("reserved2", reserved2, 0xffff_ffffL);
  }

  static NdpOption parse(Bytes option) {
    if (option.length() != SIZE || option.u8(2) > 128) {
      return UnknownNdpOption.parse(option);
    }
    int flags = option.u8(3);
    return new PrefixInformation(
        option.u8(2),
        (flags & 0x80) != 0,
        (flags & 0x40) != 0,
        flags & 0x3f,
        option.u32(4),
        option.u32(8),
        option.u32(12),
        Address.of(option.slice(16, SIZE).toArray()));
  }

  /** The prefix without host bits. */
  Prefix prefix() {
    return Prefix.containing(address, prefixLength);
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
    out.put((byte) prefixLength)
        .put((byte) ((onLink ? 0x80 : 0) | (autonomous ? 0x40 : 0) | reserved1))
        .putInt((int) validLifetime)
        .putInt((int) preferredLifetime)
        .putInt((int) reserved2)
        .put(address.bytes());
  }
}
