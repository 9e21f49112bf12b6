package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static dev.leasehold.wire.Captures.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.1. */
class UnknownDhcpOptionTest {
  @Test
  void keepsUnknownContent() {
    assertEquals(new UnknownDhcpOption(16, hex("0000a98b00")), option("0010 0005 0000a98b 00"));
    assertEquals(new UnknownDhcpOption(0, hex("")), option("0000 0000"));
  }

  @Test
  void keepsTheLongestOption() {
    String content = "ab".repeat(0xffff);
    assertEquals(new UnknownDhcpOption(0xffff, hex(content)), option("ffff ffff" + content));
  }

  @Test
  void rejectsContentTooLongForTheLengthField() {
    assertThrows(IllegalArgumentException.class, () -> new UnknownDhcpOption(65_536, hex("")));
    assertThrows(
        IllegalArgumentException.class, () -> new UnknownDhcpOption(16, hex("00".repeat(65_536))));
  }
}
