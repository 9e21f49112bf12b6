package dev.leasehold.ra;

import static dev.leasehold.ra.RaFrames.hex;
import static dev.leasehold.ra.RaFrames.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8781 section 4. */
class Pref64Test {
  private static final String WELL_KNOWN = "0064ff9b 00000000 00000000";

  @Test
  void readsTheWellKnownPrefix() {
    Pref64 read = assertInstanceOf(Pref64.class, option("2602 0708" + WELL_KNOWN));
    assertEquals(new Pref64(225, 96, hex(WELL_KNOWN)), read);
    assertEquals(Prefix.parse("64:ff9b::/96"), read.prefix());
    assertEquals(1800, read.lifetime());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2001:db8:1:2:3:4::/96",
    "1, 2001:db8:1:2::/64",
    "2, 2001:db8:1::/56",
    "3, 2001:db8:1::/48",
    "4, 2001:db8::/40",
    "5, 2001:db8::/32",
  })
  void readsEveryLength(int code, String prefix) {
    Pref64 read =
        assertInstanceOf(Pref64.class, option("2602 000" + code + "20010db8 00010002 00030004"));
    assertEquals(Prefix.parse(prefix), read.prefix());
    assertEquals(0, read.lifetime());
  }

  @Test
  void readsTheLongestLifetime() {
    Pref64 read = assertInstanceOf(Pref64.class, option("2602 fff8" + WELL_KNOWN));
    assertEquals(65_528, read.lifetime());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2602 0006" + WELL_KNOWN, "2602 ffff" + WELL_KNOWN})
  void ignoresUndefinedLengths(String hex) {
    assertInstanceOf(UnknownNdpOption.class, option(hex));
  }

  @Test
  void ignoresAnotherSize() {
    assertInstanceOf(UnknownNdpOption.class, option("2601 0708 0064ff9b"));
    assertInstanceOf(UnknownNdpOption.class, option("2603 0708" + WELL_KNOWN + "0000000000000000"));
  }

  @Test
  void rejectsFieldsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new Pref64(8192, 96, hex(WELL_KNOWN)));
    assertThrows(IllegalArgumentException.class, () -> new Pref64(1, 60, hex(WELL_KNOWN)));
    assertThrows(IllegalArgumentException.class, () -> new Pref64(1, 96, hex("0064ff9b")));
  }
}
