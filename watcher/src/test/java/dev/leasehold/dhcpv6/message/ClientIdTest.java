package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static dev.leasehold.wire.Captures.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.2. */
class ClientIdTest {
  @Test
  void readsAnOptionOfDhcpcd() {
    assertEquals(
        new ClientId(new Duid.LinkLayerTime(1, 848_541_788, hex("020000000a10"))),
        option("0001 000e 0001 0001 3293b85c 020000000a10"));
  }

  @Test
  void ignoresAnInvalidLength() {
    assertInstanceOf(UnknownDhcpOption.class, option("0001 0000"));
    assertInstanceOf(UnknownDhcpOption.class, option("0001 0002 0003"));
    assertInstanceOf(UnknownDhcpOption.class, option("0001 0083 0003" + "ab".repeat(129)));
    assertInstanceOf(ClientId.class, option("0001 0082 0003" + "ab".repeat(128)));
  }
}
