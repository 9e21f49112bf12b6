package dev.leasehold.krm;

import java.util.Locale;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/** How a string is spelled as a YAML scalar that every reader takes for that same string. */
final class ScalarText {
  /** What YAML 1.1, which Kubernetes' own readers still speak, takes for something else. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", ".inf", ".nan");

  private ScalarText() {}

  /** The value quoted like its neighbour, or in double quotes where plain text would be misread. */
  static String write(String value, ScalarStyle style) {
    return switch (style) {
      case PLAIN -> isSafePlain(value) ? value : doubleQuoted(value);
      case SINGLE_QUOTED -> isPrintable(value) ? singleQuoted(value) : doubleQuoted(value);
      default -> doubleQuoted(value);
    };
  }

  /** Whether the bare text is read as this string by YAML 1.1 and 1.2, in block and flow style. */
  static boolean isSafePlain(String value) {
    if (value.isEmpty() || value.endsWith(":") || value.contains("://")) {
      return false;
    }
    char first = value.charAt(0);
    if (!isAsciiAlphanumeric(first) && "/._".indexOf(first) < 0) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isAsciiAlphanumeric(c) && "/._:-+".indexOf(c) < 0) {
        return false;
      }
    }
    return !WORDS.contains(value.toLowerCase(Locale.ROOT)) && !looksNumeric(value);
  }

  /**
   * Integers, floats, base 60 (12:30), dates: errs on the side of yes, except for an IPv4 address.
   */
  private static boolean looksNumeric(String value) {
    if (value.startsWith("0x") || value.startsWith("0o") || value.startsWith("0b")) {
      return true;
    }
    for (int i = 0; i < value.length(); i++) {
      if ("0123456789_.:+-eE".indexOf(value.charAt(i)) < 0) {
        return false;
      }
    }
    return value.chars().filter(c -> c == '.').count() != 3;
  }

  private static boolean isAsciiAlphanumeric(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isPrintable(String value) {
    return value.chars().noneMatch(Character::isISOControl);
  }

  private static String singleQuoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String doubleQuoted(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\ufeff') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
