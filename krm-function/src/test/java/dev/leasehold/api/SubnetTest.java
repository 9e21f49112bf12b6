package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The edge cases in which operators of this kind are known to differ, or to leave the prefix. */
class SubnetTest {
  private static final BigInteger TWO_TO_62 = BigInteger.TWO.pow(62);

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1234::/60, 0x1000, 120, 2001:db8:1234::1000/120",
    "2001:db8:1234::/60, 0, 60, 2001:db8:1234::/60",
    "2001:db8:1234::/60, 0xfffffffffffffffff, 128, 2001:db8:1234:f:ffff:ffff:ffff:ffff/128",
    "203.0.113.0/24, 16, 28, 203.0.113.16/28",
  })
  void offsetCountsAddresses(String prefix, String offset, int length, String subnet) {
    assertEquals(Prefix.parse(subnet), offset(prefix, offset, length).asPrefix().orElseThrow());
  }

  @Test
  void offsetThatIsNotAlignedIsAnExactRange() {
    AddressRange services = offset("2001:db8:1234::/60", "0x2000", 112);
    assertEquals(range("2001:db8:1234::2000", "2001:db8:1234::1:1fff"), services);
    assertTrue(services.asPrefix().isEmpty());
    // Rounded down to the CIDR, as others do, it would overlap its neighbour.
    AddressRange loadBalancers = offset("2001:db8:1234::/60", "0x1000", 120);
    assertFalse(services.overlaps(loadBalancers));
    assertTrue(Prefix.parse("2001:db8:1234::/112").range().overlaps(loadBalancers));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1234::/60, 0x100000000000000000, 128",
    "2001:db8:1234::/60, 1, 60",
    "2001:db8:1234::/60, 0xffffffffffffffff1, 124",
    "2001:db8:1234::/60, -1, 128",
    "2001:db8:1234::/60, 0, 59",
    "2001:db8:1234::/60, 0, 129",
    "203.0.113.0/24, 0, 33",
  })
  void offsetOutsideThePrefixIsAnError(String prefix, String offset, int length) {
    assertThrows(AddressException.class, () -> offset(prefix, offset, length));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1234::/60, 16, 120, 2001:db8:1234::1000/120",
    "2001:db8:cafe::/48, 65535, 64, 2001:db8:cafe:ffff::/64",
    "2001:db8:1:2::/64, 0, 64, 2001:db8:1:2::/64",
    "203.0.113.0/24, 3, 26, 203.0.113.192/26",
  })
  void indexCountsSubnets(String prefix, BigInteger index, int length, String subnet) {
    assertEquals(Prefix.parse(subnet).range(), index(prefix, index, length));
  }

  /** What comes from a wire may have host bits; the base is the prefix without them. */
  @Test
  void baseIsMasked() {
    Prefix base = Prefix.containing(Address.parse("2001:db8:1:2::5"), 56);
    assertEquals(
        Prefix.parse("2001:db8:1:3::/64").range(),
        new Subnet.AtIndex("third", BigInteger.valueOf(3), 64).in(base));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:cafe::/48, 65536, 64, has 65536 subnets of /64",
    "2001:db8:1:ff00::/56, 256, 64, has 256 subnets of /64",
    "2001:db8:1:2::/64, 1, 64, has 1 subnets of /64",
    "2001:db8:1:2::/64, 0, 60, a /60 does not fit",
    "2001:db8:1:2::/64, 0, 129, not within 0 to 128",
    "2001:db8:1::/56, -1, 64, no index -1",
    "203.0.113.0/24, 4, 26, has 4 subnets of /26",
  })
  void indexOutsideThePrefixIsAnError(String prefix, BigInteger index, int length, String why) {
    String message =
        assertThrows(AddressException.class, () -> index(prefix, index, length)).toString();
    assertTrue(message.contains(why), message);
  }

  @Test
  void hugeIndexIsAnError() {
    assertThrows(AddressException.class, () -> index("2001:db8::/32", TWO_TO_62, 48));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::/64, ::f000:0:0:0, ::ffff:ffff:ffff:ffff, 2001:db8:1:2:f000::, 2001:db8:1:2:ffff:ffff:ffff:ffff",
    "2001:db8:1:2::/64, ::1, ::1, 2001:db8:1:2::1, 2001:db8:1:2::1",
    "2001:db8:1:2::/64, ::1, ::2, 2001:db8:1:2::1, 2001:db8:1:2::2",
    "2001:db8:1:2::/64, ::, ::ffff:ffff:ffff:ffff, 2001:db8:1:2::, 2001:db8:1:2:ffff:ffff:ffff:ffff",
    // in a /56 a suffix of four groups lies in the first /64
    "2001:db8:1:200::/56, ::f000:0:0:0, ::ffff:ffff:ffff:ffff, 2001:db8:1:200:f000::, 2001:db8:1:200:ffff:ffff:ffff:ffff",
    "203.0.113.0/24, 0.0.0.10, 0.0.0.20, 203.0.113.10, 203.0.113.20",
  })
  void rangeIsExactlyBetweenItsSuffixes(
      String prefix, String start, String end, String first, String last) {
    assertEquals(range(first, last), between(prefix, start, end));
  }

  @Test
  void coverOfARangeIsExact() {
    assertEquals(
        List.of(Prefix.parse("2001:db8:1:2:f000::/68")),
        between("2001:db8:1:2::/64", "::f000:0:0:0", "::ffff:ffff:ffff:ffff").cidrCover());
    assertEquals(
        List.of(Prefix.parse("2001:db8:1:2::1/128"), Prefix.parse("2001:db8:1:2::2/128")),
        between("2001:db8:1:2::/64", "::1", "::2").cidrCover());
  }

  @Test
  void fullSlash64HasAllItsAddresses() {
    AddressRange all = between("2001:db8:1:2::/64", "::", "::ffff:ffff:ffff:ffff");
    assertEquals(BigInteger.TWO.pow(64), all.size());
    assertEquals(Prefix.parse("2001:db8:1:2::/64"), all.asPrefix().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::/64, ::2, ::1, is after range end",
    "2001:db8:1:2::/64, 2001:db8:9:9::5, 2001:db8:9:9::9, is longer than the host part",
    "2001:db8:1:2::/64, f000::, ffff::, is longer than the host part",
    "2001:db8:1:200::/56, 0:0:0:ff00::, 0:0:0:ffff::, is longer than the host part",
    "2001:db8:1:2::5/128, ::1, ::1, is longer than the host part",
    "2001:db8:1:2::/64, ::1, ::1:0:0:0:0, is longer than the host part",
    "2001:db8:1:2::/64, 1.2.3.4, 1.2.3.5, is IPv4",
    "203.0.113.0/24, ::1, ::2, is IPv6",
    "203.0.113.0/24, 0.0.1.0, 0.0.1.0, is longer than the host part",
  })
  void rangeThatLeavesThePrefixIsAnError(String prefix, String start, String end, String why) {
    String message =
        assertThrows(AddressException.class, () -> between(prefix, start, end)).toString();
    assertTrue(message.contains(why), message);
  }

  private static AddressRange offset(String prefix, String offset, int length) {
    boolean hex = offset.startsWith("0x");
    BigInteger count = hex ? new BigInteger(offset.substring(2), 16) : new BigInteger(offset);
    return new Subnet.AtOffset("offset", count, length).in(Prefix.parse(prefix));
  }

  private static AddressRange index(String prefix, BigInteger index, int length) {
    return new Subnet.AtIndex("index", index, length).in(Prefix.parse(prefix));
  }

  private static AddressRange between(String prefix, String start, String end) {
    return new Subnet.Between("between", Address.parse(start), Address.parse(end))
        .in(Prefix.parse(prefix));
  }

  private static AddressRange range(String first, String last) {
    return new AddressRange(Address.parse(first), Address.parse(last));
  }
}
