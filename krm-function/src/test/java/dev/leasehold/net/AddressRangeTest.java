package dev.leasehold.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "::1, ::1, ::1/128",
    "::1, ::2, ::1/128 ::2/128",
    "::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ::/0",
    "0.0.0.0, 255.255.255.255, 0.0.0.0/0",
    "2001:db8::, 2001:db8::ffff:ffff:ffff:ffff, 2001:db8::/64",
    "2001:db8::f000:0:0:0, 2001:db8::ffff:ffff:ffff:ffff, 2001:db8:0:0:f000::/68",
    "192.0.2.5, 192.0.2.9, 192.0.2.5/32 192.0.2.6/31 192.0.2.8/31",
    "255.255.255.254, 255.255.255.255, 255.255.255.254/31",
    "0.0.0.0, 0.0.0.2, 0.0.0.0/31 0.0.0.2/32",
    "::fffe:ffff:ffff, ::1:0:0:0, ::fffe:ffff:ffff/128 ::ffff:0:0/96 ::1:0:0:0/128",
  })
  void coverIsExact(String first, String last, String cover) {
    assertEquals(
        cover,
        range(first, last).cidrCover().stream()
            .map(Prefix::toString)
            .collect(Collectors.joining(" ")));
  }

  /** The design's subnet that is not aligned: a block where the target has blocks, else these. */
  @Test
  void coverOfASubnetThatIsNotAligned() {
    AddressRange services = range("2001:db8:1234::2000", "2001:db8:1234::1:1fff");
    assertEquals(
        List.of(
            "2001:db8:1234::2000/115",
            "2001:db8:1234::4000/114",
            "2001:db8:1234::8000/113",
            "2001:db8:1234::1:0/115"),
        services.cidrCover().stream().map(Prefix::toString).toList());
    assertEquals(BigInteger.valueOf(65_536), services.size());
  }

  @ParameterizedTest
  @CsvSource({
    "::2, ::1, range start ::2 is after range end ::1",
    "10.0.0.1, 10.0.0.0, range start 10.0.0.1 is after",
    "10.0.0.1, ::1, different families",
    "::, 10.0.0.1, different families",
  })
  void refusesInvalidRanges(String first, String last, String why) {
    String message = assertThrows(AddressException.class, () -> range(first, last)).toString();
    assertTrue(message.contains(why), message);
  }

  @ParameterizedTest
  @CsvSource({
    "1-4, 5-8, false, false",
    "1-4, 4-8, true, false",
    "1-8, 4-4, true, true",
    "1-8, 1-8, true, true",
    "4-4, 1-8, true, false",
  })
  void overlapsAndContains(String left, String right, boolean overlaps, boolean contains) {
    assertEquals(overlaps, small(left).overlaps(small(right)));
    assertEquals(overlaps, small(right).overlaps(small(left)));
    assertEquals(contains, small(left).contains(small(right)));
  }

  @Test
  void familiesNeverOverlap() {
    AddressRange v4 = Prefix.parse("0.0.0.0/0").range();
    AddressRange v6 = Prefix.parse("::/0").range();
    assertEquals(List.of(false, false), List.of(v4.overlaps(v6), v6.contains(v4)));
  }

  @Test
  void worstCaseCoverHasTwiceTheBitsLessTwo() {
    assertEquals(254, range("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe").cidrCover().size());
    assertEquals(62, range("0.0.0.1", "255.255.255.254").cidrCover().size());
  }

  /** Every range of 64 addresses at the ends and in the middle of both families. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.224",
        "255.255.255.192",
        "::",
        "2001:db8::ffff:ffe0",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffc0"
      })
  void coverOfEverySmallRangeIsMinimal(String base) {
    Address start = Address.parse(base);
    for (int from = 0; from < 64; from++) {
      for (int to = from; to < 64; to++) {
        AddressRange range =
            new AddressRange(
                start.plus(BigInteger.valueOf(from)), start.plus(BigInteger.valueOf(to)));
        List<Prefix> cover = range.cidrCover();
        assertCovers(range, cover);
        assertEquals(fewest(range.first(), to - from + 1), cover.size(), range::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void coverOfRandomRangesIsExact(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
      Address a = new Address(family, new BigInteger(family.bits(), random));
      Address b = new Address(family, new BigInteger(family.bits(), random));
      AddressRange range = a.compareTo(b) <= 0 ? new AddressRange(a, b) : new AddressRange(b, a);
      List<Prefix> cover = range.cidrCover();
      assertCovers(range, cover);
      assertTrue(cover.size() <= 2 * family.bits() - 2, range::toString);
    }
  }

  /** In order, without gaps and overlaps, from the first address to the last. */
  private static void assertCovers(AddressRange range, List<Prefix> cover) {
    Address next = range.first();
    for (Prefix prefix : cover) {
      assertEquals(next, prefix.network(), range::toString);
      Address last = prefix.range().last();
      next = last.equals(range.last()) ? last : last.plus(BigInteger.ONE);
    }
    assertEquals(range.last(), cover.getLast().range().last(), range::toString);
  }

  /** The fewest aligned blocks, by trying every block size at every address. */
  private static int fewest(Address first, int count) {
    int[] fewest = new int[count + 1]; // fewest[n]: for the last n addresses
    Arrays.fill(fewest, 1, count + 1, Integer.MAX_VALUE);
    for (int rest = 1; rest <= count; rest++) {
      BigInteger at = first.value().add(BigInteger.valueOf(count - rest));
      for (int block = 1; block <= rest; block *= 2) {
        if (at.mod(BigInteger.valueOf(block)).signum() == 0) {
          fewest[rest] = Math.min(fewest[rest], 1 + fewest[rest - block]);
        }
      }
    }
    return fewest[count];
  }

  private static AddressRange range(String first, String last) {
    return new AddressRange(Address.parse(first), Address.parse(last));
  }

  private static AddressRange small(String range) {
    int dash = range.indexOf('-');
    return range("::" + range.substring(0, dash), "::" + range.substring(dash + 1));
  }
}
