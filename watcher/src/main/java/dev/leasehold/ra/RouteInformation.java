package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Route Information (RFC 4191 section 2.3): a prefix that is reachable through the router.
 *
 * @param reserved the flags, with zeros for the preference bits
 * @param routeLifetime in seconds; 0xffffffff: no end; 0: no longer valid
 * @param prefixField 0, 8 or 16 octets, possibly with bits after the prefix
 */
record RouteInformation(
    int prefixLength,
    RouterPreference preference,
    int reserved,
    long routeLifetime,
    Bytes prefixField)
    implements NdpOption {
  static final int TYPE = 24;

  private static final int FIXED = 8;
  private static final int PREFERENCE_AT = 3;
  private static final int PREFERENCE = 0b11 << PREFERENCE_AT;

  RouteInformation {
    NdpOption.require("prefixLength", prefixLength, 128);
    NdpOption.require("reserved", reserved, 0xff & ~PREFERENCE);
    NdpOption.require("routeLifetime", routeLifetime, 0xffff_ffffL);
    if ((reserved & PREFERENCE) != 0 || !fits(prefixLength, prefixField.length())) {
      throw new IllegalArgumentException(
          "/" + prefixLength + " of " + prefixField.length() + " octets, reserved " + reserved);
    }
  }

  /** Reads the option. With the reserved preference, the option "MUST be ignored". */
  static NdpOption parse(Bytes option) {
    int flags = option.u8(3);
    Optional<RouterPreference> preference =
        RouterPreference.of((flags & PREFERENCE) >> PREFERENCE_AT);
    return preference.isEmpty() || !fits(option.u8(2), option.length() - FIXED)
        ? UnknownNdpOption.parse(option)
        : new RouteInformation(
            option.u8(2),
            preference.get(),
            flags & ~PREFERENCE,
            option.u32(4),
            option.slice(FIXED, option.length()));
  }

  /** The prefix without the bits after it. */
  Prefix prefix() {
    return Prefix.containing(Address.of(Arrays.copyOf(prefixField.toArray(), 16)), prefixLength);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int size() {
    return FIXED + prefixField.length();
  }

  @Override
  public void writeBody(ByteBuffer out) {
    out.put((byte) prefixLength)
        .put((byte) (reserved | preference.bits() << PREFERENCE_AT))
        .putInt((int) routeLifetime);
    prefixField.write(out);
  }

  /** Whether the field is long enough for the prefix, in units of 8 octets; it may be longer. */
  private static boolean fits(int prefixLength, int octets) {
    return prefixLength <= 128 && octets % 8 == 0 && octets <= 16 && prefixLength <= octets * 8;
  }
}
