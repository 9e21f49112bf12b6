package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static dev.leasehold.wire.Captures.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Prefix;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6603 section 4.2. */
class PdExcludeTest {
  @Test
  void readsLengthAndSubnetId() {
    assertEquals(new PdExclude(64, hex("78")), option("0043 0002 40 78"));
    assertEquals(
        new PdExclude(128, hex("ff".repeat(16))), option("0043 0011 80" + "ff".repeat(16)));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:f0::/60, 64, 70,              2001:db8:0:f7::/64",
    "2001:db8:0:e0::/59, 64, 78,              2001:db8:0:ef::/64",
    "2001:db8::/56,      64, 01,              2001:db8:0:1::/64",
    "2001:db8::/48,      64, ff00,            2001:db8:0:ff00::/64",
    "2001:db8::/47,      64, 800100,           2001:db8:1:2::/64",
    "2001:db8::/47,      64, ff8080,           2001:db8:1:ff01::/64",
    "2001:db8::/56,      57, 80,              2001:db8:0:80::/57",
    "::/0,              128, 20010db8000000000000000000000001, 2001:db8::1/128",
  })
  void tellsThePrefixThatItExcludes(
      String delegated, int length, String subnetId, String excluded) {
    assertEquals(
        Optional.of(Prefix.parse(excluded)),
        new PdExclude(length, hex(subnetId)).excluded(Prefix.parse(delegated)));
  }

  @Test
  void ignoresBitsAfterTheSubnetId() {
    assertEquals(
        Optional.of(Prefix.parse("2001:db8:0:f7::/64")),
        new PdExclude(64, hex("7f")).excluded(Prefix.parse("2001:db8:0:f0::/60")));
  }

  @Test
  void ignoresAnExclusionOutsideThePrefix() {
    assertEquals(
        Optional.empty(), new PdExclude(56, hex("01")).excluded(Prefix.parse("2001:db8::/56")));
    assertEquals(
        Optional.empty(), new PdExclude(48, hex("01")).excluded(Prefix.parse("2001:db8::/56")));
    assertEquals(
        Optional.empty(), new PdExclude(64, hex("0101")).excluded(Prefix.parse("2001:db8::/56")));
  }

  @Test
  void ignoresInvalidLengths() {
    assertInstanceOf(UnknownDhcpOption.class, option("0043 0001 40"));
    assertInstanceOf(UnknownDhcpOption.class, option("0043 0002 00 78"));
    assertInstanceOf(UnknownDhcpOption.class, option("0043 0002 81 78"));
    assertInstanceOf(UnknownDhcpOption.class, option("0043 0012 80" + "ff".repeat(17)));
  }

  @Test
  void rejectsInvalidLengths() {
    assertThrows(IllegalArgumentException.class, () -> new PdExclude(0, hex("01")));
    assertThrows(IllegalArgumentException.class, () -> new PdExclude(129, hex("01")));
    assertThrows(IllegalArgumentException.class, () -> new PdExclude(64, hex("")));
    assertThrows(IllegalArgumentException.class, () -> new PdExclude(64, hex("00".repeat(17))));
  }
}
