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

/** RFC 4191 section 2.3. */
class RouteInformationTest {
  @Test
  void readsEveryField() {
    assertEquals(
        new RouteInformation(48, RouterPreference.HIGH, 0, 3600, hex("20010db800010000")),
        option("1802 3008 00000e10 20010db800010000"));
  }

  @ParameterizedTest
  @CsvSource({
    "1801 0000 00000e10,                                      ::/0",
    "1802 0000 00000e10 0000000000000000,                     ::/0",
    "1802 4000 00000e10 20010db800010002,                     2001:db8:1:2::/64",
    "1803 4000 00000e10 20010db800010002 0000000000000005,    2001:db8:1:2::/64",
    "1803 8000 00000e10 20010db800010002 0000000000000005,    2001:db8:1:2::5/128",
    "1802 3c00 00000e10 20010db800010002,                     2001:db8:1::/60",
  })
  void tellsThePrefix(String hex, String prefix) {
    RouteInformation route = assertInstanceOf(RouteInformation.class, option(hex));
    assertEquals(Prefix.parse(prefix), route.prefix());
  }

  @Test
  void keepsReservedBitsForWriting() {
    RouteInformation route = assertInstanceOf(RouteInformation.class, option("1801 00ff ffffffff"));
    assertEquals(0xe7, route.reserved());
    assertEquals(RouterPreference.LOW, route.preference());
    assertEquals(0xffff_ffffL, route.routeLifetime());
  }

  @Test
  void ignoresTheReservedPreference() {
    assertInstanceOf(UnknownNdpOption.class, option("1801 0010 00000e10"));
  }

  /** A field too short for its prefix, a prefix longer than an address, and a field too long. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1801 3000 00000e10",
        "1802 4100 00000e10 20010db800010002",
        "1803 8100 00000e10 20010db800010002 0000000000000005",
        "1803 ff00 00000e10 20010db800010002 0000000000000005",
        "1804 4000 00000e10 20010db800010002 0000000000000005 0000000000000000"
      })
  void ignoresLengthsThatCannotBe(String hex) {
    assertInstanceOf(UnknownNdpOption.class, option(hex));
  }

  @Test
  void rejectsFieldsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> route(129, 0, 0, "00".repeat(16)));
    assertThrows(IllegalArgumentException.class, () -> route(65, 0, 0, "00".repeat(8)));
    assertThrows(IllegalArgumentException.class, () -> route(0, 0, 0, "00".repeat(4)));
    assertThrows(IllegalArgumentException.class, () -> route(0, 8, 0, ""));
    assertThrows(IllegalArgumentException.class, () -> route(0, 0x100, 0, ""));
    assertThrows(IllegalArgumentException.class, () -> route(0, 0, 1L << 32, ""));
  }

  private static RouteInformation route(int length, int reserved, long lifetime, String field) {
    return new RouteInformation(length, RouterPreference.MEDIUM, reserved, lifetime, hex(field));
  }
}
