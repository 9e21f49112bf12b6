package dev.leasehold.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
  @ParameterizedTest
  @CsvSource({
    "2001:0DB8::/32, 2001:db8::/32",
    "::/0, ::/0",
    "0.0.0.0/0, 0.0.0.0/0",
    "10.0.0.0/8, 10.0.0.0/8",
    "192.0.2.1/32, 192.0.2.1/32",
    "2001:db8::1/128, 2001:db8::1/128",
  })
  void readsAndWrites(String text, String canonical) {
    assertEquals(canonical, Prefix.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::, needs a length",
    "2001:db8::/, needs a length",
    "2001:db8::/+3, needs a length",
    "2001:db8::/-1, needs a length",
    "2001:db8::/064, needs a length",
    "2001:db8::/00, needs a length",
    "2001:db8::/1000, needs a length",
    "2001:db8::/64/64, needs a length",
    "2001:db8::/ 64, needs a length",
    "2001:db8::/٦٤, needs a length",
    "2001:db8::/129, 0 to 128 for IPv6",
    "10.0.0.0/33, 0 to 32 for IPv4",
    "/64, not an IP address",
    "'', needs a length",
    "1:2::5/56, host bits; write 1:2::/56",
    "10.0.0.1/8, host bits; write 10.0.0.0/8",
    "::1/0, host bits; write ::/0",
    "::ffff:1.2.3.0/120, IPv4-mapped",
  })
  void refusesInvalidPrefixesWithAReason(String text, String why) {
    String message = assertThrows(AddressException.class, () -> Prefix.parse(text)).toString();
    assertTrue(message.contains(why), message);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::5, 56, 2001:db8:1::/56",
    "2001:db8::5, 128, 2001:db8::5/128",
    "ffff::, 0, ::/0",
    "192.0.2.200, 25, 192.0.2.128/25",
  })
  void containingMasksHostBits(String address, int length, String prefix) {
    assertEquals(prefix, Prefix.containing(Address.parse(address), length).toString());
  }

  @ParameterizedTest
  @CsvSource({"-1", "129", "1000"})
  void containingRefusesAnImpossibleLength(int length) {
    Address address = Address.parse("2001:db8::");
    assertThrows(AddressException.class, () -> Prefix.containing(address, length));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::/32, 2001:db8::/32, true",
    "2001:db8::/32, 2001:db8:ffff::/48, true",
    "2001:db8::/32, 2001:db9::/48, false",
    "2001:db8::/48, 2001:db8::/32, false",
    "::/0, ffff::/16, true",
    "0.0.0.0/0, ::/0, false",
    "::/0, 0.0.0.0/0, false",
    "::/96, 0.0.0.1/32, false",
  })
  void containsOnlyWhatIsInside(String outer, String inner, boolean contained) {
    assertEquals(contained, Prefix.parse(outer).contains(Prefix.parse(inner)));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1234::/60, ::10:2, 2001:db8:1234::10:2",
    "2001:db8:1234::/60, ::f:0:0:0:1, 2001:db8:1234:f::1",
    "2001:db8::1/128, ::, 2001:db8::1",
    "203.0.113.0/24, 0.0.0.7, 203.0.113.7",
  })
  void hostIsTheSuffixInThePrefix(String prefix, String suffix, String host) {
    assertEquals(Address.parse(host), Prefix.parse(prefix).host(Address.parse(suffix)));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::/64, 2001:db8::, 2001:db8::ffff:ffff:ffff:ffff, 18446744073709551616",
    "::/0, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 340282366920938463463374607431768211456",
    "2001:db8::1/128, 2001:db8::1, 2001:db8::1, 1",
    "0.0.0.0/0, 0.0.0.0, 255.255.255.255, 4294967296",
  })
  void countsItsAddressesExactly(String prefix, String first, String last, BigInteger size) {
    AddressRange range = Prefix.parse(prefix).range();
    assertEquals(new AddressRange(Address.parse(first), Address.parse(last)), range);
    assertEquals(size, Prefix.parse(prefix).size());
    assertEquals(size, range.size());
  }

  @Test
  void sortsByNetworkThenLength() {
    List<String> sorted =
        List.of("10.0.0.0/8", "10.0.0.0/9", "11.0.0.0/8", "::/0", "2001:db8::/32");
    assertEquals(
        sorted,
        sorted.reversed().stream().map(Prefix::parse).sorted().map(Prefix::toString).toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void lawsOfRandomPrefixes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      Address address = Address.of(bytes);
      int length = random.nextInt(address.family().bits() + 1);
      Prefix prefix = Prefix.containing(address, length);

      assertEquals(prefix, Prefix.parse(prefix.toString()));
      assertTrue(prefix.contains(address));
      assertEquals(List.of(prefix), prefix.range().cidrCover());
      assertEquals(prefix, prefix.range().asPrefix().orElseThrow());
      assertTrue(prefix.contains(prefix.range().last()));
      if (length > 0) {
        assertFalse(prefix.contains(flip(address, length - 1)), prefix + " and " + address);
      }

      int longer = length + random.nextInt(address.family().bits() - length + 1);
      BigInteger index = new BigInteger(longer - length, random);
      Prefix subnet = prefix.subnet(index, longer);
      assertTrue(prefix.contains(subnet));
      BigInteger offset = index.shiftLeft(address.family().bits() - longer);
      assertEquals(subnet.range(), prefix.rangeAt(offset, longer));
    }
  }

  private static Address flip(Address address, int bit) {
    int fromRight = address.family().bits() - 1 - bit;
    return new Address(address.family(), address.value().flipBit(fromRight));
  }
}
