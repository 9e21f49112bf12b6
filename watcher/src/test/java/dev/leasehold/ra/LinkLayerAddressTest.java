package dev.leasehold.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.wire.Bytes;
import org.junit.jupiter.api.Test;

/** RFC 4861 section 4.6.1. */
class LinkLayerAddressTest {
  private static final Bytes MAC = RaFrames.hex("020000000a01");

  @Test
  void readsSourceAndTarget() {
    assertEquals(new LinkLayerAddress(1, MAC), RaFrames.option("0101 020000000a01"));
    assertEquals(new LinkLayerAddress(2, MAC), RaFrames.option("0201 020000000a01"));
  }

  @Test
  void readsAddressesOfLinksOtherThanEthernet() {
    assertEquals(
        new LinkLayerAddress(1, RaFrames.hex("0011223344556677 000000000000")),
        RaFrames.option("0102 0011223344556677 000000000000"));
  }

  @Test
  void refusesAnAddressThatLeavesTheOptionUnpadded() {
    assertThrows(
        IllegalArgumentException.class, () -> new LinkLayerAddress(1, RaFrames.hex("0200")));
    assertThrows(IllegalArgumentException.class, () -> new LinkLayerAddress(3, MAC));
  }
}
