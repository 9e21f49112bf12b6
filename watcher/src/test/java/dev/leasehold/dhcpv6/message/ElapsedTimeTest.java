package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.9. */
class ElapsedTimeTest {
  @Test
  void readsHundredths() {
    assertEquals(new ElapsedTime(107), option("0008 0002 006b"));
    assertEquals(new ElapsedTime(ElapsedTime.MAX), option("0008 0002 ffff"));
  }

  @Test
  void ignoresAnotherLength() {
    assertInstanceOf(UnknownDhcpOption.class, option("0008 0001 00"));
    assertInstanceOf(UnknownDhcpOption.class, option("0008 0003 000000"));
  }

  @Test
  void rejectsAValueOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new ElapsedTime(65_536));
  }
}
