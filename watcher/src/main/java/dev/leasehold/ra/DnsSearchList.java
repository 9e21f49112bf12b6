package dev.leasehold.ra;

import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.DomainNames;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * DNS Search List, DNSSL (RFC 8106 section 5.2).
 *
 * @param lifetime in seconds; 0xffffffff: no end; 0: no longer valid
 * @param names the names without the dot at the end
 */
record DnsSearchList(int reserved, long lifetime, List<String> names) implements NdpOption {
  static final int TYPE = 31;

  private static final int FIXED = 8;

  DnsSearchList {
    NdpOption.require("reserved", reserved, 0xffff);
    NdpOption.require("lifetime", lifetime, 0xffff_ffffL);
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no name");
    }
    NdpOption.require("size", FIXED + DomainNames.length(names), MAX_SIZE);
  }

  /** Reads the option. Only zeros may follow the names, up to a multiple of 8 octets. */
  static NdpOption parse(Bytes option) {
    int end = option.length();
    while (end > FIXED && option.u8(end - 1) == 0) {
      end--;
    }
    end++; // the last name's own zero
    if (end > option.length() || option.length() - end >= 8) {
      return UnknownNdpOption.parse(option);
    }
    return DomainNames.parse(option.slice(FIXED, end))
        .filter(names -> !names.isEmpty())
        .<NdpOption>map(names -> new DnsSearchList(option.u16(2), option.u32(4), names))
        .orElseGet(() -> UnknownNdpOption.parse(option));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int size() {
    return (FIXED + DomainNames.length(names) + 7) / 8 * 8;
  }

  @Override
  public void writeBody(ByteBuffer out) {
    out.putShort((short) reserved).putInt((int) lifetime);
    DomainNames.write(names, out);
    out.put(new byte[size() - FIXED - DomainNames.length(names)]);
  }
}
