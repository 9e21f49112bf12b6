package dev.leasehold.net;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * One IPv4 or IPv6 address: a family and an unsigned number of that many bits.
 *
 * <p>Ordered by family, then by value. IPv4-mapped IPv6 addresses ({@code ::ffff:0:0/96}) do not
 * exist here: they name an IPv4 address, and a cluster would route neither spelling as the other.
 */
public record Address(Family family, BigInteger value) implements Comparable<Address> {
  private static final BigInteger MAPPED = BigInteger.valueOf(0xffff);

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
    return text.indexOf(':') >= 0 ? parseV6(text) : new Address(Family.IPV4, parseV4(text, text));
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

  /** The same address for the JDK's sockets. */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(bytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
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
    int zone = text.indexOf('%');
    if (zone >= 0) {
      throw new AddressException("'" + text + "' has a zone; leave out " + text.substring(zone));
    }
    int[] groups = new int[8];
    int gap = -1;
    int count = 0;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    } else if (text.startsWith(":")) {
      throw malformed(text, "it begins with one ':'");
    }
    while (at < text.length()) {
      int end = text.indexOf(':', at);
      String group = text.substring(at, end < 0 ? text.length() : end);
      if (group.isEmpty()) {
        throw malformed(text, gap >= 0 ? "'::' may stand once" : "a group is empty");
      }
      if (end < 0 && group.indexOf('.') >= 0) {
        if (count > 6) {
          throw malformed(text, "it is too long");
        }
        int v4 = parseV4(group, text).intValue();
        groups[count++] = v4 >>> 16;
        groups[count++] = v4 & 0xffff;
        break;
      }
      if (count == 8) {
        throw malformed(text, "it has more than 8 groups");
      }
      groups[count++] = parseGroup(group, text);
      if (end < 0) {
        break;
      }
      at = end + 1;
      if (text.startsWith(":", at)) {
        if (gap >= 0) {
          throw malformed(text, "'::' may stand once");
        }
        gap = count;
        at++;
      } else if (at == text.length()) {
        throw malformed(text, "it ends with one ':'");
      }
    }
    if (gap < 0 ? count != 8 : count > 7) {
      throw malformed(text, gap < 0 ? "it needs 8 groups or a '::'" : "'::' stands for no group");
    }
    BigInteger value = BigInteger.ZERO;
    int zeros = 8 - count;
    for (int i = 0; i < 8; i++) {
      int group;
      if (gap < 0 || i < gap) {
        group = groups[i];
      } else {
        group = i < gap + zeros ? 0 : groups[i - zeros];
      }
      value = value.shiftLeft(16).or(BigInteger.valueOf(group));
    }
    if (value.shiftRight(32).equals(MAPPED)) {
      throw new AddressException(
          "'" + text + "' is an IPv4-mapped address; write " + textV4(value.intValue()));
    }
    return new Address(Family.IPV6, value);
  }

  private static int parseGroup(String group, String text) {
    int value = 0;
    for (int i = 0; i < group.length(); i++) {
      int digit = Character.digit(group.charAt(i), 16);
      if (digit < 0 || group.charAt(i) > 'f' || i == 4) {
        throw malformed(text, "'" + group + "' is not a group of 1 to 4 hex digits");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static BigInteger parseV4(String quad, String text) {
    String[] octets = quad.split("\\.", -1);
    if (octets.length != 4) {
      throw malformed(text, "expected IPv6 groups or four decimal octets");
    }
    long value = 0;
    for (String octet : octets) {
      boolean digits =
          !octet.isEmpty()
              && octet.length() <= 3
              && octet.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!digits || octet.length() > 1 && octet.startsWith("0") || Integer.parseInt(octet) > 255) {
        throw malformed(text, "'" + octet + "' is not an octet from 0 to 255");
      }
      value = value << 8 | Integer.parseInt(octet);
    }
    return BigInteger.valueOf(value);
  }

  private static AddressException malformed(String text, String why) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return new AddressException("'" + shown + "' is not an IP address: " + why);
  }

  private static String textV4(int v4) {
    return (v4 >>> 24) + "." + (v4 >>> 16 & 0xff) + "." + (v4 >>> 8 & 0xff) + "." + (v4 & 0xff);
  }

  /** RFC 5952 section 4: lower case, no leading zeros, the longest run of zero groups as "::". */
  private String textV6() {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = value.shiftRight(16 * (7 - i)).intValue() & 0xffff;
    }
    int gap = -1;
    int gapLength = 1; // section 4.2.2: one group alone is not shortened
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > gapLength) {
        gap = i;
        gapLength = end - i;
      }
      i = Math.max(i, end - 1);
    }
    StringBuilder out = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        out.append("::");
        i += gapLength - 1;
      } else {
        if (i > 0 && (gap < 0 || i != gap + gapLength)) {
          out.append(':');
        }
        out.append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }
}
