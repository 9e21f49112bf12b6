package dev.leasehold.api;

import dev.leasehold.krm.Field;

/** The names of the interfaces that hold public addresses, where a claim names none. */
public final class WanInterfaceName {
  /** Linux has names of 15 characters at most (IFNAMSIZ, 16 with the final NUL). */
  public static final int LONGEST = 15;

  private static final String START = "wan-";
  private static final int READABLE = 4;
  private static final int BASE = 36;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private WanInterfaceName() {}

  /**
   * {@code wan-NAME} where that has less than {@value #LONGEST} characters, else {@code wan-}, the
   * beginning of the name and a hash of it, of exactly {@value #LONGEST}. So a shortened name is
   * never the plain name of another claim.
   *
   * @param claim the name of the claim
   */
  public static String of(String claim) {
    String clean = sanitized(claim);
    String plain = START + clean;
    if (clean.equals(claim) && plain.length() < LONGEST) {
      return plain;
    }
    String readable = clean.substring(0, Math.min(clean.length(), READABLE));
    String begin = START + readable + "-";
    return begin + hash(claim, LONGEST - begin.length());
  }

  /** Reads a name that a person chose. */
  static String read(Field field) {
    String text = field.text();
    if (!isName(text)) {
      throw field.error(
          "invalid interface name '"
              + Values.shortened(text)
              + "': write up to 15 of a-z, 0-9 and '-', with no '-' first, or remove it for a"
              + " generated name");
    }
    return text;
  }

  /** Stricter than Linux is, because scripts and commands get it as an argument. */
  static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && !text.startsWith("-")
        && sanitized(text).equals(text);
  }

  private static String sanitized(String name) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      clean.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' ? c : '-');
    }
    return clean.toString();
  }

  /** FNV-1a of 64 bits, in that many digits of base 36. */
  private static String hash(String name, int digits) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    hash ^= hash >>> 32; // the low bits alone know little of the first characters
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      out.append(Character.forDigit((int) Long.remainderUnsigned(hash, BASE), BASE));
      hash = Long.divideUnsigned(hash, BASE);
    }
    return out.toString();
  }
}
