package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.24. */
class SolMaxRtTest {
  @Test
  void readsFromAMinuteToADay() {
    assertEquals(new SolMaxRt(60), option("0052 0004 0000003c"));
    assertEquals(new SolMaxRt(86_400), option("0052 0004 00015180"));
  }

  @Test
  void ignoresAValueOutOfRange() {
    assertInstanceOf(UnknownDhcpOption.class, option("0052 0004 0000003b"));
    assertInstanceOf(UnknownDhcpOption.class, option("0052 0004 00015181"));
    assertInstanceOf(UnknownDhcpOption.class, option("0052 0004 00000000"));
    assertInstanceOf(UnknownDhcpOption.class, option("0052 0004 ffffffff"));
  }

  @Test
  void ignoresAnotherLength() {
    assertInstanceOf(UnknownDhcpOption.class, option("0052 0003 000e10"));
    assertInstanceOf(UnknownDhcpOption.class, option("0052 0008 00000e10 00000e10"));
  }

  @Test
  void rejectsAValueOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new SolMaxRt(59));
    assertThrows(IllegalArgumentException.class, () -> new SolMaxRt(86_401));
  }
}
