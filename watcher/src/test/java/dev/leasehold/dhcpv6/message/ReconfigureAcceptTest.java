package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.20. */
class ReconfigureAcceptTest {
  @Test
  void isEmpty() {
    assertEquals(new ReconfigureAccept(), option("0014 0000"));
  }

  @Test
  void ignoresOneWithContent() {
    assertInstanceOf(UnknownDhcpOption.class, option("0014 0001 00"));
  }
}
