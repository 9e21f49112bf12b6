package dev.leasehold.krm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/** How a string is spelled as a YAML scalar that every reader takes for that same string. */
public final class ScalarText {
  /** What YAML 1.1, which Kubernetes' own readers still speak, takes for something else. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", ".inf", ".nan");

  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]");

  private static final Pattern IPV4 = Pattern.compile("[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+");

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
        Stream<String> parts =
            old.indexOf(',') >= 0 ? Arrays.stream(value.split(", ?", -1)) : Stream.of(value);
        yield parts.allMatch(ScalarText::isSafePlain) ? value : doubleQuoted(value);
      }
      case SINGLE_QUOTED ->
          value.codePoints().anyMatch(ScalarText::isEscaped)
              ? doubleQuoted(value)
              : singleQuoted(value);
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
    if (!isAsciiAlphanumeric(first) && "/._".indexOf(first) < 0 || value.startsWith("...")) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isAsciiAlphanumeric(c) && "/._:-+ ".indexOf(c) < 0) {
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
    if (WORDS.contains(value.toLowerCase(Locale.ROOT)) || DATE.matcher(value).lookingAt()) {
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
    return !IPV4.matcher(value).matches();
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
