package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static dev.leasehold.wire.Captures.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.3. */
class ServerIdTest {
  @Test
  void readsTheIdentifierOfAVendor() {
    assertEquals(
        new ServerId(new Duid.Enterprise(2495, hex("00000000"))),
        option("0002 000a 0002 000009bf 00000000"));
  }

  @Test
  void ignoresAnInvalidLength() {
    assertInstanceOf(UnknownDhcpOption.class, option("0002 0002 0003"));
    assertInstanceOf(UnknownDhcpOption.class, option("0002 0083 0003" + "ab".repeat(129)));
  }
}
