package dev.leasehold.setters;

import dev.leasehold.text.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The comment after a value on its line, if it says anything about setters.
 *
 * @param pattern the text after {@code # kpt-set: }; the whole comment where it is no setter
 *     comment
 * @param isSetter whether it is spelled exactly as kpt requires
 */
record SetterComment(String pattern, boolean isSetter) {
  static final String WORD = "kpt-set:";
  private static final String MARK = "# " + WORD + " ";

  /**
   * Where the comment after {@code at} begins, with nothing but blanks before it, and a comma where
   * the value is one of several in brackets or braces: there kpt's formatter puts one.
   */
  static OptionalInt after(String text, int at) {
    int start = skipBlanks(text, at);
    if (text.startsWith(",", start)) {
      start = skipBlanks(text, start + 1);
    }
    boolean isComment = text.startsWith(" #", start - 1) || text.startsWith("\t#", start - 1);
    return isComment ? OptionalInt.of(start) : OptionalInt.empty();
  }

  /** The offset of the first such word in each line that has one. */
  static List<Integer> places(String text) {
    Lines lines = new Lines(text);
    List<Integer> places = new ArrayList<>();
    int at = text.indexOf(WORD);
    while (at != -1) {
      places.add(at);
      at = text.indexOf(WORD, lines.end(at));
    }
    return places;
  }

  /** The start of the comment with the word at {@code place}, in its line. */
  static OptionalInt before(CharSequence text, int place) {
    for (int at = place - 1; at >= 0 && text.charAt(at) != '\n'; at--) {
      if (text.charAt(at) == '#') {
        return OptionalInt.of(at);
      }
    }
    return OptionalInt.empty();
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static Optional<SetterComment> of(String comment) {
    if (!comment.contains(WORD)) {
      return Optional.empty();
    }
    return Optional.of(
        comment.startsWith(MARK)
            ? new SetterComment(comment.substring(MARK.length()).strip(), true)
            : new SetterComment(comment, false));
  }

  /** The warning for a comment that is almost a setter comment. */
  Optional<String> doubt() {
    if (!isSetter) {
      return Optional.of(
          "'"
              + pattern
              + "' looks like a setter comment but is not one; write '# kpt-set: ${name}'");
    }
    if (!pattern.contains("${")) {
      return Optional.of(
          "its setter comment '" + pattern + "' names no setter; write '# kpt-set: ${name}'");
    }
    boolean hasRemark =
        pattern.indexOf(" #", pattern.lastIndexOf('}')) != -1 || pattern.contains(" " + MARK);
    if (hasRemark) {
      return Optional.of(
          "its setter comment '"
              + pattern
              + "' is followed by a remark, so nothing is set; put the remark on its own line");
    }
    return pattern.contains("${ ") || pattern.contains(" }")
        ? Optional.of("its setter comment '" + pattern + "' has spaces in a name; write ${name}")
        : Optional.empty();
  }
}
