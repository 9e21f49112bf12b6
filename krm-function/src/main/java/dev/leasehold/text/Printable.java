package dev.leasehold.text;

/**
 * Text of strangers as it may be shown: names, paths, what servers and libraries say. A terminal or
 * a log must neither obey it nor take a part of it for a line of ours.
 */
public final class Printable {
  private static final String INDENT = "    ";

  private Printable() {}

  /**
   * Several lines, of which all but the first are indented. Control characters (C0, C1), line
   * separators and what changes the direction of text (Unicode UAX 9) become escapes as in JSON.
   * What has passed here once stays as it is.
   */
  public static String text(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + INDENT.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        out.append(text.startsWith(INDENT, i + 1) || i + 1 == text.length() ? "\n" : "\n" + INDENT);
      } else if (isShown(c)) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }

  /** The same in one line. */
  public static String line(String text) {
    return text(text.replace("\n", "\\n"));
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> isShown((char) c));
  }

  private static boolean isShown(char c) {
    if (c == '\t') {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
