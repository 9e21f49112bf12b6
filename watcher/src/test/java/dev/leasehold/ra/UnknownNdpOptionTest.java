package dev.leasehold.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class UnknownNdpOptionTest {
  @Test
  void keepsUnknownContent() {
    assertEquals(
        new UnknownNdpOption(200, RaFrames.hex("3018 00000e10")),
        RaFrames.option("c801 3018 00000e10"));
  }

  @Test
  void keepsTheLongestOption() {
    String body = "ab".repeat(NdpOption.MAX_SIZE - 2);
    assertEquals(new UnknownNdpOption(255, RaFrames.hex(body)), RaFrames.option("ffff" + body));
  }

  @Test
  void rejectsABodyOfAnInvalidLength() {
    assertThrows(
        IllegalArgumentException.class, () -> new UnknownNdpOption(200, RaFrames.hex("00")));
    assertThrows(
        IllegalArgumentException.class,
        () -> new UnknownNdpOption(200, RaFrames.hex("00".repeat(256 * 8 - 2))));
  }
}
