package dev.leasehold.dhcpv6.message;

import static dev.leasehold.wire.Captures.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9915 section 11. */
class DuidTest {
  @Test
  void readsEveryType() {
    assertEquals(
        new Duid.LinkLayerTime(1, 848_541_788, hex("020000000a10")),
        read("0001 0001 3293b85c 020000000a10"));
    assertEquals(
        new Duid.Enterprise(32_473, hex("0cc084d303000912")),
        read("0002 00007ed9 0cc084d303000912"));
    assertEquals(new Duid.LinkLayer(1, hex("020000000a10")), read("0003 0001 020000000a10"));
    assertEquals(
        new Duid.Uuid(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")),
        read("0004 00112233445566778899aabbccddeeff"));
    assertEquals(new Duid.Other(5, hex("01")), read("0005 01"));
  }

  /** Section 11: DUIDs are opaque, and are compared and returned unchanged. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001 00",
        "0001 0001 00000000",
        "0002 00000009",
        "0003 0001",
        "0004 00112233445566778899aabbccddee",
        "0004 00112233445566778899aabbccddeeff00"
      })
  void keepsAnOptionThatDoesNotFitItsType(String text) {
    assertEquals(
        new Duid.Other(hex(text).u16(0), hex(text).slice(2, hex(text).length())), read(text));
  }

  @Test
  void hasAtLeast1AndAtMost128OctetsAfterItsType() {
    assertEquals(Optional.empty(), Duid.parse(hex("")));
    assertEquals(Optional.empty(), Duid.parse(hex("0003")));
    assertEquals(Optional.empty(), Duid.parse(hex("0003" + "00".repeat(129))));
    read("0003" + "00".repeat(128));
    assertThrows(IllegalArgumentException.class, () -> new Duid.Other(5, hex("")));
    assertThrows(IllegalArgumentException.class, () -> new Duid.Other(5, hex("00".repeat(129))));
    assertThrows(
        IllegalArgumentException.class, () -> new Duid.LinkLayer(1, hex("00".repeat(127))));
    assertThrows(
        IllegalArgumentException.class, () -> new Duid.LinkLayerTime(1, 0, hex("00".repeat(123))));
    assertThrows(
        IllegalArgumentException.class, () -> new Duid.Enterprise(9, hex("00".repeat(125))));
  }

  @Test
  void rejectsFieldsOutOfRange() {
    assertThrows(
        IllegalArgumentException.class, () -> new Duid.LinkLayer(65_536, hex("020000000a10")));
    assertThrows(
        IllegalArgumentException.class, () -> new Duid.LinkLayerTime(1, 1L << 32, hex("02")));
    assertThrows(IllegalArgumentException.class, () -> new Duid.Enterprise(-1, hex("02")));
    assertThrows(IllegalArgumentException.class, () -> new Duid.Other(65_536, hex("02")));
  }

  @Test
  void isPrintedLikeInServerLogs() {
    assertEquals("00:01:00:01:32:93:b8:5c:02:00", read("0001 0001 3293b85c 0200").toString());
    assertEquals("00:02:00:00:7e:d9:0c", read("0002 00007ed9 0c").toString());
    assertEquals("00:05:01", read("0005 01").toString());
    assertEquals("00:03:00:01:02:00:00:00:0a:10", read("0003 0001 020000000a10").toString());
    assertEquals(
        "00:04:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff",
        read("0004 00112233445566778899aabbccddeeff").toString());
  }

  private static Duid read(String text) {
    Duid duid = Duid.parse(hex(text)).orElseThrow();
    assertEquals(hex(text), duid.bytes());
    return duid;
  }
}
