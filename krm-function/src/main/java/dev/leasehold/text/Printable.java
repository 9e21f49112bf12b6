package dev.leasehold.text;

/**
 * Makes foreign text safe to show: names, paths, messages of servers and libraries. A terminal or a
 * log must neither obey it nor take a part of it for a line of ours.
 */
public final class Printable {
  private static final String INDENT = "    ";

  private Printable() {}

  /**
   * Several lines, of which all but the first are indented. Control characters (C0, C1), line
   * separators and what changes the direction of text (Unicode UAX 9) become escapes as in JSON.
   * Applied a second time it changes nothing.
   */
  public static String text(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + INDENT.length());
    int character;
    for (int i = 0; i < text.length(); i += Character.charCount(character)) {
      character = text.codePointAt(i);
      if (character == '\n') {
        out.append(text.startsWith(INDENT, i + 1) || i + 1 == text.length() ? "\n" : "\n" + INDENT);
      } else {
        append(out, character);
      }
    }
    return out.toString();
  }

  /** The same with every line break as it is: a file, or a diff of it. */
  public static String lines(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + INDENT.length());
    int character;
    for (int i = 0; i < text.length(); i += Character.charCount(character)) {
      character = text.codePointAt(i);
      if (character == '\n' || text.startsWith("\r\n", i)) {
        out.appendCodePoint(character);
      } else {
        append(out, character);
      }
    }
    return out.toString();
  }

  /** Not more than so many chars of a text, and no half of a character. */
  public static String start(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean splits = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  private static void append(StringBuilder out, int character) {
    if (isShown(character)) {
      out.appendCodePoint(character);
      return;
    }
    for (char c : Character.toChars(character)) {
      out.append(String.format("\\u%04x", (int) c));
    }
  }

  /** The same in one line. */
  public static String line(String text) {
    return text(text.replace("\n", "\\n"));
  }

  private static boolean isPlain(String text) {
    int character;
    for (int i = 0; i < text.length(); i += Character.charCount(character)) {
      character = text.codePointAt(i);
      if (!isShown(character)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isShown(int character) {
    if (character == '\t') {
      return true;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.SURROGATE, // half of one
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
