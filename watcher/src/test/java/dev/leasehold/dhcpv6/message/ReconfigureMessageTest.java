package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.19. */
class ReconfigureMessageTest {
  @Test
  void readsTheRequestedMessageType() {
    assertEquals(new ReconfigureMessage(5), option("0013 0001 05"));
    assertEquals(new ReconfigureMessage(6), option("0013 0001 06"));
    assertEquals(new ReconfigureMessage(11), option("0013 0001 0b"));
  }

  /** Section 16.11: without it, the client discards the message. */
  @Test
  void ignoresAnyOtherMessageType() {
    assertInstanceOf(UnknownDhcpOption.class, option("0013 0001 03"));
    assertInstanceOf(UnknownDhcpOption.class, option("0013 0001 ff"));
    assertInstanceOf(UnknownDhcpOption.class, option("0013 0000"));
    assertInstanceOf(UnknownDhcpOption.class, option("0013 0002 0505"));
  }

  @Test
  void rejectsAnyOtherMessageType() {
    assertThrows(IllegalArgumentException.class, () -> new ReconfigureMessage(7));
  }
}
