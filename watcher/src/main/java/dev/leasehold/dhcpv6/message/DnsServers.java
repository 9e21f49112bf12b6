package dev.leasehold.dhcpv6.message;

import dev.leasehold.net.Address;
import dev.leasehold.net.Family;
import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** DNS Recursive Name Server (RFC 3646 section 3). */
public record DnsServers(List<Address> addresses) implements Option {
  public static final int CODE = 23;

  public DnsServers {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no address");
    }
    if (addresses.stream().anyMatch(address -> address.family() != Family.IPV6)) {
      throw new IllegalArgumentException("not all are IPv6 addresses: " + addresses);
    }
    Option.require("length", addresses.size() * 16L, MAX_LENGTH);
  }

  static Option parse(Bytes content) {
    if (content.length() == 0 || content.length() % 16 != 0) {
      return new UnknownDhcpOption(CODE, content);
    }
    List<Address> addresses = new ArrayList<>();
    for (int at = 0; at < content.length(); at += 16) {
      addresses.add(Address.of(content.slice(at, at + 16).toArray()));
    }
    return new DnsServers(addresses);
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return addresses.size() * 16;
  }

  @Override
  public void writeContent(ByteBuffer out) {
    for (Address address : addresses) {
      out.put(address.bytes());
    }
  }
}
