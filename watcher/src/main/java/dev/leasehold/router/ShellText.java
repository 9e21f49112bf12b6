package dev.leasehold.router;

import java.util.Map;
import java.util.regex.Pattern;

/** Values in a shell script: always data, whatever they contain. */
final class ShellText {
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z_]*");

  private ShellText() {}

  /**
   * A value as one word of a POSIX shell. Between single quotes nothing is special (POSIX.1-2024,
   * Shell Command Language, 2.2.2), so that a single quote itself alone needs care.
   *
   * @throws IllegalArgumentException for a NUL, which a shell drops, and for half a surrogate pair,
   *     which has no bytes
   */
  static String quoted(String value) {
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      int c = value.codePointAt(i);
      if (c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException("a value for a script has a NUL or half a character");
      }
    }
    return "'" + value.replace("'", "'\\''") + "'";
  }

  /** One line {@code NAME='value'} for each variable. */
  static String assignments(Map<String, String> variables) {
    StringBuilder text = new StringBuilder();
    variables.forEach((name, value) -> {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("'" + name + "' is not the name of a variable");
      }
      text.append(name).append('=').append(quoted(value)).append('\n');
    });
    return text.toString();
  }
}
