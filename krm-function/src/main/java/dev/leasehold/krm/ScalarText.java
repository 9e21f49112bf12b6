package dev.leasehold.krm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/** How a string is spelled as a YAML scalar that every reader takes for that same string. */
public final class ScalarText {
  /** What YAML 1.1, which Kubernetes' own readers still speak, takes for something else. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", ".inf", ".nan");

  private ScalarText() {}

  /** The value quoted like its neighbour, or in double quotes where plain text would be misread. */
  public static String write(String value, ScalarStyle style) {
    return write(value, style, "");
  }

  /**
   * As {@link #write(String, ScalarStyle)}, in the place of {@code old}: where that is plain and
   * holds a comma, no bracket or brace can be around it, and the value may hold commas too.
   */
  public static String write(String value, ScalarStyle style, String old) {
    return switch (style) {
      case PLAIN -> {
        boolean isSafe =
            old.indexOf(',') >= 0
                ? Arrays.stream(value.split(", ?", -1)).allMatch(ScalarText::isSafePlain)
                : isSafePlain(value);
        yield isSafe ? value : doubleQuoted(value);
      }
      case SINGLE_QUOTED -> hasEscaped(value) ? doubleQuoted(value) : singleQuoted(value);
      default -> doubleQuoted(value);
    };
  }

  /**
   * As {@link #write(String, ScalarStyle)}, in brackets or braces: there kpt quotes what holds a
   * colon, and ours then stays as kpt has it.
   *
   * @param like plain text beside it, or in whose place it comes
   */
  public static String writeInFlow(String value, ScalarStyle style, String like) {
    boolean isQuoted =
        style == ScalarStyle.PLAIN && value.indexOf(':') >= 0 && like.indexOf(':') < 0;
    return write(value, isQuoted ? ScalarStyle.SINGLE_QUOTED : style, like);
  }

  /** Whether the bare text is read as this string by YAML 1.1 and 1.2, in block and flow style. */
  public static boolean isSafePlain(String value) {
    if (value.isEmpty() || value.endsWith(":") || value.endsWith(" ") || value.contains(": ")) {
      return false;
    }
    char first = value.charAt(0);
    if (!isAsciiAlphanumeric(first) && "/._^".indexOf(first) < 0 || value.startsWith("...")) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isAsciiAlphanumeric(c) && "/._:-+^$ ".indexOf(c) < 0) {
        return false;
      }
    }
    return !looksTyped(value);
  }

  /**
   * Whether YAML 1.1 or 1.2 takes the bare text for something else than a string: null, booleans,
   * integers, floats, base 60 (12:30), dates. Errs on the side of yes, except for an IPv4 address.
   */
  public static boolean looksTyped(String value) {
    if (WORDS.contains(value.toLowerCase(Locale.ROOT)) || beginsWithDate(value)) {
      return true;
    }
    if (value.length() > 1 && value.charAt(0) == '0' && "xXoObB".indexOf(value.charAt(1)) >= 0) {
      return true;
    }
    for (int i = 0; i < value.length(); i++) {
      if ("0123456789_.:+-eE".indexOf(value.charAt(i)) < 0) {
        return false;
      }
    }
    return !isFourNumbers(value);
  }

  /** {@code 2026-1-2}, whatever comes behind it. */
  private static boolean beginsWithDate(String value) {
    int month = afterDigits(value, 0);
    int day = month == 4 && value.startsWith("-", 4) ? afterDigits(value, 5) : 0;
    return (day == 6 || day == 7)
        && value.startsWith("-", day)
        && afterDigits(value, day + 1) > day + 1;
  }

  /** {@code 10.0.0.1} */
  private static boolean isFourNumbers(String value) {
    int at = 0;
    for (int i = 0; i < 4; i++) {
      int end = afterDigits(value, at);
      boolean isLast = i == 3;
      if (end == at || (isLast ? end < value.length() : !value.startsWith(".", end))) {
        return false;
      }
      at = end + 1;
    }
    return true;
  }

  private static int afterDigits(String value, int from) {
    int at = from;
    while (at < value.length() && value.charAt(at) >= '0' && value.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static boolean isAsciiAlphanumeric(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /** What YAML does not print, or would take for a line break, or half a character. */
  private static boolean isEscaped(int c) {
    return Character.isISOControl(c)
        || c == '\u2028'
        || c == '\u2029'
        || c == '\ufeff'
        || c == '\ufffe'
        || c == '\uffff'
        || c <= Character.MAX_VALUE && Character.isSurrogate((char) c);
  }

  private static boolean hasEscaped(String value) {
    for (int i = 0; i < value.length(); i = value.offsetByCodePoints(i, 1)) {
      if (isEscaped(value.codePointAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static String singleQuoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  public static String doubleQuoted(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i = value.offsetByCodePoints(i, 1)) {
      int c = value.codePointAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (isEscaped(c)) {
            out.append(String.format("\\u%04x", c));
          } else {
            out.appendCodePoint(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
