package dev.leasehold.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

/** RFC 4861 section 4.6.4. */
class MtuTest {
  @Test
  void readsTheMtuAndKeepsTheReservedField() {
    assertEquals(new Mtu(0, 1492), RaFrames.option("0501 0000 000005d4"));
    assertEquals(new Mtu(0xbeef, 0xffff_ffffL), RaFrames.option("0501 beef ffffffff"));
  }

  @Test
  void ignoresAnyOtherLength() {
    assertInstanceOf(
        UnknownNdpOption.class, RaFrames.option("0502 0000 000005d4 00000000 00000000"));
  }
}
