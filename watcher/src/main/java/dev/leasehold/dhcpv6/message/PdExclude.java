package dev.leasehold.dhcpv6.message;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Prefix Exclude (RFC 6603 section 4.2), inside an IA Prefix: the part of a delegated prefix that
 * the server uses for the link to the client.
 *
 * @param prefixLength the length of the excluded prefix
 * @param subnetId the bits between the two lengths, left-aligned in the fewest octets
 */
public record PdExclude(int prefixLength, Bytes subnetId) implements Option {
  public static final int CODE = 67;

  public PdExclude {
    Option.require("prefixLength", prefixLength, 128);
    if (prefixLength == 0 || subnetId.length() == 0 || subnetId.length() > 16) {
      throw new IllegalArgumentException("/" + prefixLength + " with subnet id " + subnetId);
    }
  }

  static Option parse(Bytes content) {
    int length = content.length();
    return length < 2 || length > 17 || content.u8(0) == 0 || content.u8(0) > 128
        ? new UnknownDhcpOption(CODE, content)
        : new PdExclude(content.u8(0), content.slice(1, length));
  }

  /**
   * The excluded prefix; empty if the lengths and the subnet id do not match. Bits after the subnet
   * id are ignored.
   */
  public Optional<Prefix> excluded(Prefix delegated) {
    int bits = prefixLength - delegated.length();
    if (bits < 1 || subnetId.length() != (bits - 1) / 8 + 1) {
      return Optional.empty();
    }
    byte[] address = delegated.network().bytes();
    for (int i = 0; i < bits; i++) {
      int at = delegated.length() + i;
      int bit = subnetId.u8(i / 8) >> (7 - i % 8) & 1;
      address[at / 8] |= (byte) (bit << (7 - at % 8));
    }
    return Optional.of(Prefix.containing(Address.of(address), prefixLength));
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return 1 + subnetId.length();
  }

  @Override
  public void writeContent(ByteBuffer out) {
    out.put((byte) prefixLength);
    subnetId.write(out);
  }
}
