package dev.leasehold.net;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * One IPv4 or IPv6 address: a family and an unsigned number of that many bits.
 *
 * <p>Ordered by family, then by value. An IPv4-mapped IPv6 address ({@code ::ffff:0:0/96}) is not
 * read from text: it names an IPv4 address, and a cluster would route neither spelling as the
 * other.
 */
public record Address(Family family, BigInteger value) implements Comparable<Address> {
  public Address {
    if (value.signum() < 0 || value.bitLength() > family.bits()) {
      throw new AddressException("no " + family + " address: " + value.toString(16));
    }
  }

  /**
   * Reads an address in its RFC 4291 section 2.2 or dotted-decimal spelling.
   *
   * @throws AddressException for anything else: a zone, a prefix length, blanks, leading zeros in
   *     IPv4, an IPv4-mapped address
   */
  public static Address parse(String text) {
    return text.indexOf(':') >= 0
        ? parseV6(text)
        : new Address(Family.IPV4, BigInteger.valueOf(parseV4(text, 0) & 0xffff_ffffL));
  }

  /** Reads 4 or 16 bytes in network byte order. */
  public static Address of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> new Address(Family.IPV4, new BigInteger(1, bytes));
      case 16 -> new Address(Family.IPV6, new BigInteger(1, bytes));
      default -> throw new AddressException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /** The 4 or 16 bytes in network byte order. */
  public byte[] bytes() {
    byte[] out = new byte[family.bits() / 8];
    byte[] raw = value.toByteArray();
    int count = Math.min(raw.length, out.length);
    System.arraycopy(raw, raw.length - count, out, out.length - count, count);
    return out;
  }

  /**
   * The address {@code distance} further on.
   *
   * @throws AddressException past the end of the family
   */
  public Address plus(BigInteger distance) {
    BigInteger sum = value.add(distance);
    if (sum.signum() < 0 || sum.bitLength() > family.bits()) {
      throw new AddressException(this + " plus " + distance + " is outside " + family);
    }
    return new Address(family, sum);
  }

  /** The RFC 5952 text, or dotted decimal. */
  @Override
  public String toString() {
    return family == Family.IPV4 ? textV4(value.intValue()) : textV6();
  }

  @Override
  public int compareTo(Address other) {
    int byFamily = family.compareTo(other.family);
    return byFamily != 0 ? byFamily : value.compareTo(other.value);
  }

  private static Address parseV6(String text) {
    if (text.indexOf('%') >= 0) {
      throw new AddressException(
          AddressException.quote(text) + " has a zone; remove the '%' and everything after it");
    }
    byte[] bytes = new byte[16];
    int filled = 0;
    int gap = -1; // where "::" stands, as an index into the bytes
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    } else if (text.startsWith(":")) {
      throw malformed(text, "it begins with one ':'");
    }
    while (at < text.length()) {
      int colon = text.indexOf(':', at);
      int end = colon < 0 ? text.length() : colon;
      if (filled == 16) {
        throw malformed(text, "it has more than 8 groups");
      }
      if (colon < 0 && filled <= 12 && text.indexOf('.', at) >= 0) { // RFC 4291 section 2.2 form 3
        int v4 = parseV4(text, at);
        bytes[filled++] = (byte) (v4 >>> 24);
        bytes[filled++] = (byte) (v4 >>> 16);
        bytes[filled++] = (byte) (v4 >>> 8);
        bytes[filled++] = (byte) v4;
        break;
      }
      int group = parseGroup(text, at, end);
      bytes[filled++] = (byte) (group >>> 8);
      bytes[filled++] = (byte) group;
      at = end + 1;
      if (at == text.length()) {
        throw malformed(text, "it ends with one ':'");
      }
      if (text.startsWith(":", at)) {
        if (gap >= 0) {
          throw malformed(text, "'::' may occur only once");
        }
        gap = filled;
        at++;
      }
    }
    if (gap < 0 && filled < 16) {
      throw malformed(text, "it needs 8 groups or a '::'");
    }
    if (gap >= 0) {
      if (filled == 16) {
        throw malformed(text, "'::' must replace at least one group");
      }
      int following = filled - gap;
      System.arraycopy(bytes, gap, bytes, 16 - following, following);
      Arrays.fill(bytes, gap, 16 - following, (byte) 0);
    }
    BigInteger value = new BigInteger(1, bytes);
    if (value.bitLength() == 48 && value.shiftRight(32).intValue() == 0xffff) {
      throw new AddressException(
          "'" + text + "' is an IPv4-mapped address; write " + textV4(value.intValue()));
    }
    return new Address(Family.IPV6, value);
  }

  private static int parseGroup(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = c > 'f' ? -1 : Character.digit(c, 16); // it also knows other scripts' digits
      if (digit < 0 || i == from + 4) {
        throw malformed(text, "a group has 1 to 4 hex digits");
      }
      value = value << 4 | digit;
    }
    if (from == to) {
      throw malformed(text, "a group is empty");
    }
    return value;
  }

  /** The four octets from there to the end. */
  private static int parseV4(String text, int from) {
    int value = 0;
    int octets = 0;
    int at = from;
    while (octets < 4) {
      int start = at;
      int octet = 0;
      while (at < text.length() && at < start + 3 && isDigit(text.charAt(at))) {
        octet = octet * 10 + text.charAt(at++) - '0';
      }
      if (at == start || octet > 255 || at > start + 1 && text.charAt(start) == '0') {
        throw malformed(text, "expected IPv6 groups or four octets from 0 to 255");
      }
      value = value << 8 | octet;
      octets++;
      if (octets < 4 && !text.startsWith(".", at++)) {
        throw malformed(text, "expected IPv6 groups or four octets from 0 to 255");
      }
    }
    if (at < text.length()) {
      throw malformed(text, "unexpected text after four octets");
    }
    return value;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static AddressException malformed(String text, String why) {
    return new AddressException(AddressException.quote(text) + " is not an IP address: " + why);
  }

  private static String textV4(int v4) {
    return (v4 >>> 24) + "." + (v4 >>> 16 & 0xff) + "." + (v4 >>> 8 & 0xff) + "." + (v4 & 0xff);
  }

  /** RFC 5952 section 4: lower case, no leading zeros, the longest run of zero groups as "::". */
  private String textV6() {
    byte[] bytes = bytes();
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int gapStart = 8;
    int gapEnd = 8;
    for (int start = 0; start < 8; start++) {
      int end = start;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      // Section 4.2.2: one group alone is not shortened; 4.2.3: of equal runs, the first.
      if (end - start > Math.max(1, gapEnd - gapStart)) {
        gapStart = start;
        gapEnd = end;
      }
    }
    StringBuilder out = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == gapStart) {
        out.append("::");
        i = gapEnd - 1;
      } else {
        if (i > 0 && i != gapEnd) {
          out.append(':');
        }
        out.append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }
}
