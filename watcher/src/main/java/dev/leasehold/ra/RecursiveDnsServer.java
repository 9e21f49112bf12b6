package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.net.Family;
import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Recursive DNS Server (RFC 8106 section 5.1).
 *
 * @param lifetime in seconds; 0xffffffff: no end; 0: no longer valid
 */
record RecursiveDnsServer(int reserved, long lifetime, List<Address> addresses)
    implements NdpOption {
  static final int TYPE = 25;

  RecursiveDnsServer {
    NdpOption.require("reserved", reserved, 0xffff);
    NdpOption.require("lifetime", lifetime, 0xffff_ffffL);
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() || addresses.size() > 127) {
      throw new IllegalArgumentException("1 to 127 addresses, not " + addresses.size());
    }
    if (addresses.stream().anyMatch(address -> address.family() != Family.IPV6)) {
      throw new IllegalArgumentException("not all are IPv6 addresses: " + addresses);
    }
  }

  /** Reads the option. RFC 8106 section 5.3.1: the length is odd and at least 3. */
  static NdpOption parse(Bytes option) {
    int units = option.length() / 8;
    if (units < 3 || units % 2 == 0) {
      return UnknownNdpOption.parse(option);
    }
    List<Address> addresses = new ArrayList<>();
    for (int at = 8; at < option.length(); at += 16) {
      addresses.add(Address.of(option.slice(at, at + 16).toArray()));
    }
    return new RecursiveDnsServer(option.u16(2), option.u32(4), addresses);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int size() {
    return 8 + 16 * addresses.size();
  }

  @Override
  public void writeBody(ByteBuffer out) {
    out.putShort((short) reserved).putInt((int) lifetime);
    for (Address address : addresses) {
      out.put(address.bytes());
    }
  }
}
