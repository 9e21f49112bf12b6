package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3646 section 3. */
class DnsServersTest {
  private static final Address SERVER = Address.parse("2001:db8:ffff::1");
  private static final String SERVER_HEX = "20010db8ffff0000 0000000000000001";

  @Test
  void readsOneServerOrMore() {
    assertEquals(new DnsServers(List.of(SERVER)), option("0017 0010" + SERVER_HEX));
    assertEquals(
        new DnsServers(List.of(SERVER, SERVER)), option("0017 0020" + SERVER_HEX + SERVER_HEX));
  }

  @Test
  void ignoresAMissingOrPartialAddress() {
    assertInstanceOf(UnknownDhcpOption.class, option("0017 0000"));
    assertInstanceOf(UnknownDhcpOption.class, option("0017 0008 20010db8ffff0000"));
    assertInstanceOf(UnknownDhcpOption.class, option("0017 0011" + SERVER_HEX + "00"));
  }

  @Test
  void rejectsNoServerOrIpv4() {
    assertThrows(IllegalArgumentException.class, () -> new DnsServers(List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new DnsServers(List.of(Address.parse("192.0.2.1"))));
  }
}
