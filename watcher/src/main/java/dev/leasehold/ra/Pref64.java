package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * PREF64 (RFC 8781 section 4): the NAT64 prefix.
 *
 * @param scaledLifetime in units of 8 seconds; 0: no longer valid
 * @param prefixLength 96, 64, 56, 48, 40 or 32
 * @param highestBits the first 96 bits of the prefix field, possibly with bits after the prefix
 */
record Pref64(int scaledLifetime, int prefixLength, Bytes highestBits) implements NdpOption {
  static final int TYPE = 38;

  /** The prefix lengths by their codes. */
  private static final List<Integer> PREFIX_LENGTHS = List.of(96, 64, 56, 48, 40, 32);

  private static final int SIZE = 16;
  private static final int CODE = 0b111;

  Pref64 {
    NdpOption.require("scaledLifetime", scaledLifetime, 0x1fff);
    if (!PREFIX_LENGTHS.contains(prefixLength) || highestBits.length() != 12) {
      throw new IllegalArgumentException(
          "/" + prefixLength + " of " + highestBits.length() + " octets");
    }
  }

  /** Reads the option. An option with another length or an undefined length code is ignored. */
  static NdpOption parse(Bytes option) {
    if (option.length() != SIZE || (option.u16(2) & CODE) >= PREFIX_LENGTHS.size()) {
      return UnknownNdpOption.parse(option);
    }
    return new Pref64(
        option.u16(2) >> 3, PREFIX_LENGTHS.get(option.u16(2) & CODE), option.slice(4, SIZE));
  }

  /** The lifetime in seconds. */
  int lifetime() {
    return scaledLifetime * 8;
  }

  /** The prefix without the bits after it. */
  Prefix prefix() {
    return Prefix.containing(Address.of(Arrays.copyOf(highestBits.toArray(), 16)), prefixLength);
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
    out.putShort((short) (scaledLifetime << 3 | PREFIX_LENGTHS.indexOf(prefixLength)));
    highestBits.write(out);
  }
}
