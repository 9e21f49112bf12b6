package dev.leasehold.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 8106 sections 5.1 and 5.3.1. */
class RecursiveDnsServerTest {
  private static final Address SERVER = Address.parse("2001:db8:ffff::1");
  private static final String SERVER_HEX = "20010db8ffff0000 0000000000000001";

  @Test
  void readsOneServerOrMore() {
    assertEquals(
        new RecursiveDnsServer(0, 60, List.of(SERVER)),
        RaFrames.option("1903 0000 0000003c" + SERVER_HEX));
    assertEquals(
        new RecursiveDnsServer(0xbeef, 0xffff_ffffL, List.of(SERVER, SERVER)),
        RaFrames.option("1905 beef ffffffff" + SERVER_HEX + SERVER_HEX));
  }

  @Test
  void ignoresALengthBelowThreeOrEven() {
    assertInstanceOf(UnknownNdpOption.class, RaFrames.option("1901 0000 0000003c"));
    assertInstanceOf(
        UnknownNdpOption.class,
        RaFrames.option("1904 0000 0000003c" + SERVER_HEX + "0000000000000000"));
  }

  @Test
  void rejectsNoServerOrIpv4() {
    assertThrows(IllegalArgumentException.class, () -> new RecursiveDnsServer(0, 60, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RecursiveDnsServer(0, 60, List.of(Address.parse("192.0.2.1"))));
  }
}
