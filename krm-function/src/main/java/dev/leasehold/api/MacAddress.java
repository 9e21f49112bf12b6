package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The unicast hardware address of one interface.
 *
 * @param text six octets in lower case, {@code 02:00:5e:10:20:30}: the kernel shows it like this
 */
public record MacAddress(String text) {
  private static final int OCTETS = 6;
  private static final int GROUP_BIT = 1; // IEEE 802 section 8.2.2: multicast
  private static final int LOCAL_BIT = 2; // the same: locally administered
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  /**
   * @throws IllegalArgumentException if it is no unicast address in lower case
   */
  public MacAddress {
    Optional<String> problem = problem(text);
    if (problem.isPresent()) {
      throw new IllegalArgumentException("'" + text + "' " + problem.get());
    }
    if (!text.equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("'" + text + "' is not in lower case");
    }
  }

  /** A locally administered address: no manufacturer gave it to a device. */
  public static MacAddress random(RandomGenerator random) {
    byte[] octets = new byte[OCTETS];
    random.nextBytes(octets);
    octets[0] = (byte) (octets[0] & ~GROUP_BIT | LOCAL_BIT);
    return new MacAddress(COLONS.formatHex(octets));
  }

  /** Reads it in upper or lower case. */
  static MacAddress read(Field field) {
    String text = field.text();
    Optional<String> problem = problem(text);
    if (problem.isPresent()) {
      throw field.error(
          "'"
              + Values.shortened(text)
              + "' "
              + problem.get()
              + "; write one like 02:00:5e:10:20:30, or remove it");
    }
    return new MacAddress(text.toLowerCase(Locale.ROOT));
  }

  /** Why it is no address of one interface; empty if it is one. */
  private static Optional<String> problem(String text) {
    boolean fits = text.length() == 3 * OCTETS - 1;
    boolean isZero = true;
    for (int i = 0; i < text.length() && fits; i++) {
      char c = text.charAt(i);
      fits = i % 3 == 2 ? c == ':' : isHex(c);
      isZero &= c == '0' || c == ':';
    }
    if (!fits) {
      return Optional.of("is not a MAC address");
    }
    if (isZero || (Character.digit(text.charAt(1), 16) & GROUP_BIT) != 0) {
      return Optional.of("is not a unicast MAC address");
    }
    return Optional.empty();
  }

  /** Digits of other scripts are none here. */
  private static boolean isHex(char c) {
    return c <= 'f' && Character.digit(c, 16) >= 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
