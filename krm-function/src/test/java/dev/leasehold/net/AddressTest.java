package dev.leasehold.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "0:0:0:0:0:0:0:0, ::",
    "2001:DB8::A, 2001:db8::a",
    "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    // RFC 5952 section 4.2.2: "::" is not for one group alone
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    // section 4.2.3: the longest run, and of equal ones the first
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:1:0:0:0:0:0, 0:0:1::",
    "::1:0:0:0:0, 0:0:0:1::",
    "::1:0:0:0, ::1:0:0:0",
    // RFC 4291 section 2.2 form 3
    "::1.2.3.4, ::102:304",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "1:2:3:4:5:6:255.255.255.255, 1:2:3:4:5:6:ffff:ffff",
    "::fffe:0:0, ::fffe:0:0",
    "::1:ffff:102:304, ::1:ffff:102:304",
    "0.0.0.0, 0.0.0.0",
    "10.0.0.1, 10.0.0.1",
    "255.255.255.255, 255.255.255.255",
  })
  void readsAnySpellingAndWritesOne(String text, String canonical) {
    assertEquals(canonical, Address.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "'', four octets",
    "0x1000, four octets",
    "home.example, four octets",
    "1.2.3, four octets",
    "1.2.3., four octets",
    ".1.2.3.4, four octets",
    "1..2.3, four octets",
    "1.2.3.256, four octets",
    "1.2.3.0004, four octets",
    "1.2.3.04, four octets",
    "01.2.3.4, four octets",
    "1.2.3.4.5, text after four octets",
    "1.2.3.4/32, text after four octets",
    "' 1.2.3.4', four octets",
    "'1.2.3.4 ', text after four octets",
    "-1.2.3.4, four octets",
    "١.2.3.4, four octets",
    ":, begins with one",
    ":1, begins with one",
    "1:, ends with one",
    "::1:, ends with one",
    ":::, a group is empty",
    "1:::2, a group is empty",
    "1::2::3, may occur only once",
    "::1::, may occur only once",
    "1:2, needs 8 groups",
    "1:2:3:4:5:6:7, needs 8 groups",
    "1:2:3:4:5:6:7:8:9, more than 8",
    "1:2:3:4:5:6:7:8::, must replace at least one group",
    "1:2:3:4:5:6:7:8:, ends with one",
    "1:2:3:4::5:6:7:8, must replace at least one group",
    "::1:2:3:4:5:6:7:8, must replace at least one group",
    "12345::, 1 to 4 hex digits",
    "00001::, 1 to 4 hex digits",
    "g::, 1 to 4 hex digits",
    "' ::1', 1 to 4 hex digits",
    "'::1 ', 1 to 4 hex digits",
    "::-1, 1 to 4 hex digits",
    "::٣, 1 to 4 hex digits",
    "::１, 1 to 4 hex digits",
    "[::1], 1 to 4 hex digits",
    "::1/64, 1 to 4 hex digits",
    "::1.2.3, four octets",
    "1.2.3.4::, 1 to 4 hex digits",
    "::1.2.3.4:5, 1 to 4 hex digits",
    "1:2:3:4:5:6:7:1.2.3.4, 1 to 4 hex digits",
    "1:2:3:4:5:1.2.3.4, needs 8 groups",
    "::1%eth0, has a zone",
    "fe80::1%25, has a zone",
    "::ffff:1.2.3.4, IPv4-mapped address; write 1.2.3.4",
    "::FFFF:102:304, IPv4-mapped address; write 1.2.3.4",
    "0:0:0:0:0:ffff:0:0, IPv4-mapped address; write 0.0.0.0",
  })
  void refusesInvalidAddressesWithAReason(String text, String why) {
    String message = assertThrows(AddressException.class, () -> Address.parse(text)).toString();
    assertTrue(message.contains("'" + text + "' ") && message.contains(why), message);
  }

  @Test
  void aMessageDoesNotRepeatAMegabyte() {
    String text = "1:".repeat(500_000);
    String message = assertThrows(AddressException.class, () -> Address.parse(text)).toString();
    assertTrue(message.length() < 200, message);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 0a000001", "::, 00000000000000000000000000000000"})
  void bytesAreInNetworkOrder(String text, String hex) {
    Address address = Address.parse(text);
    assertEquals(hex, HexFormat.of().formatHex(address.bytes()));
    assertEquals(address, Address.of(address.bytes()));
  }

  @Test
  void bytesOfAnotherNumberAreNoAddress() {
    assertThrows(AddressException.class, () -> Address.of(new byte[5]));
  }

  @ParameterizedTest
  @CsvSource({"255.255.255.255, 1", "0.0.0.0, -1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 1"})
  void doesNotWrapAround(String text, BigInteger distance) {
    Address address = Address.parse(text);
    assertThrows(AddressException.class, () -> address.plus(distance));
  }

  @ParameterizedTest
  @CsvSource({"IPV4, -1", "IPV4, 4294967296", "IPV6, 340282366920938463463374607431768211456"})
  void hasNoValueOutsideItsFamily(Family family, BigInteger value) {
    assertThrows(AddressException.class, () -> new Address(family, value));
  }

  @Test
  void sortsByFamilyThenValue() {
    List<String> sorted = List.of("0.0.0.9", "9.0.0.0", "200.0.0.0", "::1", "2001:db8::", "ff02::");
    List<Address> shuffled = new ArrayList<>(sorted.stream().map(Address::parse).toList());
    Collections.shuffle(shuffled, new Random(1));
    assertEquals(sorted, shuffled.stream().sorted().map(Address::toString).toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void readsWhatItWrites(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      Address address = random(random);
      assertEquals(address, Address.parse(address.toString()));
      assertEquals(address, Address.of(address.bytes()));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void readsEverySpellingAsTheJdkDoes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      Address address = random(random);
      String text = spell(address, random);
      assertArrayEquals(
          InetAddress.ofLiteral(text).getAddress(), Address.parse(text).bytes(), text);
      assertEquals(address, Address.parse(text), text);
    }
  }

  /** The JDK reads more (zones, short IPv4); what we read as well must be the same address. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void readsNothingThatTheJdkReadsOtherwise(long seed) {
    Random random = new Random(seed);
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      String text = damage(spell(random(random), random), random);
      Address address;
      try {
        address = Address.parse(text);
      } catch (AddressException e) {
        continue;
      }
      read++;
      assertArrayEquals(InetAddress.ofLiteral(text).getAddress(), address.bytes(), text);
    }
    assertTrue(read > 1_000, "only " + read + " were still addresses");
  }

  /** Any but a mapped one, often with runs of zero groups. */
  private static Address random(Random random) {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? 4 : 16];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i += 2) {
      if (random.nextBoolean()) {
        bytes[i] = 0;
        if (random.nextBoolean()) {
          bytes[i + 1] = 0;
        }
      }
    }
    if (bytes.length == 16) {
      bytes[0] |= 1;
    }
    return Address.of(bytes);
  }

  /** One of the many texts of that address. */
  private static String spell(Address address, Random random) {
    if (address.family() == Family.IPV4) {
      return address.toString();
    }
    byte[] bytes = address.bytes();
    boolean dotted = random.nextInt(4) == 0;
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < (dotted ? 12 : 16); i += 2) {
      int group = (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
      String hex = random.nextBoolean() ? "%04x".formatted(group) : Integer.toHexString(group);
      groups.add(random.nextBoolean() ? hex.toUpperCase(Locale.ROOT) : hex);
    }
    if (dotted) {
      groups.add(Address.of(new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]}).toString());
    }
    String text = String.join(":", groups);
    return random.nextBoolean() ? text : text.replaceFirst(":(0{1,4}:){1,6}", "::");
  }

  private static String damage(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
      String piece = "0123456789abcdefF:.%/ g".charAt(random.nextInt(23)) + "";
      int at = random.nextInt(out.length());
      switch (random.nextInt(3)) {
        case 0 -> out.insert(at, piece);
        case 1 -> out.replace(at, at + 1, piece);
        default -> out.deleteCharAt(at);
      }
    }
    return out.toString();
  }
}
