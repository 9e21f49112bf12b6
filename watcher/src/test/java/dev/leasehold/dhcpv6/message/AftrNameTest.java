package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 6334 section 3. */
class AftrNameTest {
  @Test
  void readsAName() {
    assertEquals(new AftrName("aftr.lan"), option("0040 000a 04 61667472 03 6c616e 00"));
  }

  @Test
  void ignoresAnOptionWithoutExactlyOneName() {
    assertInstanceOf(UnknownDhcpOption.class, option("0040 0000"));
    assertInstanceOf(UnknownDhcpOption.class, option("0040 0001 00"));
    assertInstanceOf(UnknownDhcpOption.class, option("0040 000a 03 6c616e 00 03 6c616e 00"));
  }

  @Test
  void refusesAnInvalidName() {
    assertThrows(IllegalArgumentException.class, () -> new AftrName(""));
    assertThrows(IllegalArgumentException.class, () -> new AftrName("lan."));
  }
}
