package dev.leasehold.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists of domain names in the encoding of RFC 1035 section 3.1: labels with their lengths, and an
 * empty label at the end of each name.
 *
 * <p>Names are text without the dot at the end. Only labels of letters, digits, hyphens and
 * underscores are supported: other labels are not host names and may not be printable.
 */
public final class DomainNames {
  /** The longest name in octets, including the lengths of all labels (section 3.1). */
  private static final int MAX_NAME = 255;

  private static final int MAX_LABEL = 63;

  private DomainNames() {}

  /**
   * Reads all names; empty if any is invalid. A compression pointer (section 4.1.4) is invalid,
   * because options must not contain one (RFC 9915 section 10).
   */
  public static Optional<List<String>> parse(Bytes bytes) {
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at < bytes.length()) {
      StringBuilder name = new StringBuilder();
      int start = at;
      while (at < bytes.length() && bytes.u8(at) != 0) {
        int length = bytes.u8(at);
        if (length > MAX_LABEL || at + 1 + length >= bytes.length()) {
          return Optional.empty();
        }
        name.append(name.isEmpty() ? "" : ".");
        for (int i = at + 1; i <= at + length; i++) {
          if (!mayStandInALabel((char) bytes.u8(i))) {
            return Optional.empty();
          }
          name.append((char) bytes.u8(i));
        }
        at += 1 + length;
      }
      at++;
      if (name.isEmpty() || at - start > MAX_NAME) {
        return Optional.empty();
      }
      names.add(name.toString());
    }
    return Optional.of(List.copyOf(names));
  }

  /**
   * The number of octets that {@link #write} writes.
   *
   * @throws IllegalArgumentException if a name is invalid
   */
  public static int length(List<String> names) {
    int length = 0;
    for (String name : names) {
      check(name);
      length += name.length() + 2;
    }
    return length;
  }

  public static void write(List<String> names, ByteBuffer out) {
    for (String name : names) {
      for (String label : name.split("\\.", -1)) {
        out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
      }
      out.put((byte) 0);
    }
  }

  private static void check(String name) {
    int label = 0;
    boolean fits = !name.isEmpty() && name.length() + 2 <= MAX_NAME;
    for (int i = 0; i < name.length() && fits; i++) {
      char c = name.charAt(i);
      boolean dot = c == '.';
      fits = dot ? label > 0 : mayStandInALabel(c) && label < MAX_LABEL;
      label = dot ? 0 : label + 1;
    }
    if (!fits || label == 0) {
      throw new IllegalArgumentException("invalid domain name '" + name + "'");
    }
  }

  private static boolean mayStandInALabel(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_';
  }
}
