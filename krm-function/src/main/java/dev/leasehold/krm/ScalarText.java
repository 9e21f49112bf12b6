package dev.leasehold.krm;

import dev.leasehold.yaml.ScalarStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** How a string is spelled as a YAML scalar that every reader takes for that same string. */
public final class ScalarText {
  /**
   * The words that YAML 1.1, which Kubernetes' own readers still follow, takes for something else.
   */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "=");

  /** Of these: {@code false}. */
  private static final int LONGEST_WORD = 5;

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

  /** As {@link #write(String, ScalarStyle)}, for a value that no bracket or brace is around. */
  public static String writeInBlock(String value, ScalarStyle style) {
    return style == ScalarStyle.PLAIN && isSafeInBlock(value) ? value : write(value, style);
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
   * Whether the bare text is safe as a value of its own line, where brackets, braces, commas and
   * most other signs are ordinary characters.
   */
  public static boolean isSafeInBlock(String value) {
    if (value.isEmpty()) {
      return false;
    }
    char first = value.charAt(0);
    char last = value.charAt(value.length() - 1);
    if (last == ':' || last == ' ' || !isAsciiAlphanumeric(first) && !isSafeSign(first, value)) {
      return false;
    }
    char before = first;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean signifies = c == ' ' && before == ':' || c == '#' && before == ' ';
      if (c < ' ' || c > '~' || signifies) {
        return false;
      }
      before = c;
    }
    return !looksTyped(value);
  }

  /** Whether the value may begin with that sign. */
  private static boolean isSafeSign(char first, String value) {
    boolean isDash = first == '-' && value.length() > 1 && isAsciiAlphanumeric(value.charAt(1));
    boolean isOption = value.startsWith("--") && !value.startsWith("---") && value.length() > 2;
    boolean isVariable = first == '$' && !value.endsWith("}"); // ${name} alone has a type for some
    return isVariable
        || "/._^(+".indexOf(first) >= 0 && !value.startsWith("...")
        || isDash
        || isOption && value.charAt(2) > ' ';
  }

  /**
   * Whether some reader of YAML 1.1 or 1.2 takes the bare text for something else than a string:
   * null, a boolean, a number in any notation, base 60 (12:30), a date. Text that none of them
   * reads that way, as 1.24.3 or 10.0.0.1:80, is a string.
   */
  public static boolean looksTyped(String value) {
    if (value.length() > LONGEST_WORD && isAsciiLetter(value.charAt(0))) {
      return false;
    }
    if (value.isEmpty() || WORDS.contains(value.toLowerCase(Locale.ROOT)) || isDate(value)) {
      return true;
    }
    int start = "+-".indexOf(value.charAt(0)) >= 0 ? 1 : 0;
    return start < value.length() && isNumber(value, start);
  }

  /**
   * Whether the bare text is digits with a zero before them of which not all are octal, as 0192117:
   * 192117 for readers of YAML 1.2, text or an error for those of YAML 1.1. No reader keeps the
   * zero of a number, so only quotes give all of them the same value.
   */
  public static boolean isDisputedNumber(String value) {
    int start = value.startsWith("-") || value.startsWith("+") ? 1 : 0;
    return value.length() > start + 1
        && value.charAt(start) == '0'
        && afterDigits(value, start) == value.length()
        && (value.indexOf('8') > 0 || value.indexOf('9') > 0);
  }

  /** YAML 1.1's underscores and base 60 among them. */
  private static boolean isNumber(String value, int start) {
    char first = value.charAt(start);
    String rest = value.substring(start).toLowerCase(Locale.ROOT);
    if (rest.equals(".inf") || rest.equals(".nan")) {
      return true;
    }
    if (first == '0' && rest.length() > 2 && "xob".indexOf(rest.charAt(1)) >= 0) {
      return hasOnly(rest, 2, "0123456789abcdef_");
    }
    int at = afterDigitsAndUnderscores(rest, 0);
    boolean hasDigits = at > 0 && rest.charAt(0) != '_';
    if (hasDigits && rest.startsWith(":", at)) {
      return isBase60(rest, at);
    }
    if (rest.startsWith(".", at)) {
      int fraction = at + 1;
      at = afterDigitsAndUnderscores(rest, fraction);
      hasDigits |= at > fraction;
    }
    if (hasDigits && rest.startsWith("e", at)) {
      int exponent = at + 1;
      exponent += exponent < rest.length() && "+-".indexOf(rest.charAt(exponent)) >= 0 ? 1 : 0;
      at = afterDigits(rest, exponent);
      hasDigits = at > exponent;
    }
    return hasDigits && at == rest.length();
  }

  /** {@code 12:30}, {@code 1:02:03.5}, from the first colon on. */
  private static boolean isBase60(String value, int colon) {
    int at = colon;
    while (value.startsWith(":", at)) {
      int end = afterDigits(value, at + 1);
      int digits = end - at - 1;
      if (digits < 1 || digits > 2 || digits == 2 && value.charAt(at + 1) > '5') {
        return false;
      }
      at = end;
    }
    return at == value.length()
        || value.charAt(at) == '.' && afterDigitsAndUnderscores(value, at + 1) == value.length();
  }

  /** {@code 2026-1-2}, alone or with a time after it. */
  private static boolean isDate(String value) {
    int month = afterDigits(value, 0);
    int day = month == 4 && value.startsWith("-", 4) ? afterDigits(value, 5) : 0;
    if (day != 6 && day != 7 || !value.startsWith("-", day)) {
      return false;
    }
    int end = afterDigits(value, day + 1);
    int time = end;
    while (time < value.length() && "Tt \t".indexOf(value.charAt(time)) >= 0) {
      time++;
    }
    return end > day + 1
        && (end == value.length() || time > end && afterDigits(value, time) > time);
  }

  private static boolean hasOnly(String value, int from, String characters) {
    for (int i = from; i < value.length(); i++) {
      if (characters.indexOf(value.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int afterDigitsAndUnderscores(String value, int from) {
    int at = from;
    while (at < value.length() && "0123456789_".indexOf(value.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static int afterDigits(String value, int from) {
    int at = from;
    while (at < value.length() && value.charAt(at) >= '0' && value.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static boolean isAsciiAlphanumeric(char c) {
    return c >= '0' && c <= '9' || isAsciiLetter(c);
  }

  private static boolean isAsciiLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
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
