package dev.leasehold.setters;

import dev.leasehold.krm.Lines;
import java.util.Optional;

/**
 * The comment behind a value on its line, if it says anything about setters.
 *
 * @param pattern what stands behind {@code # kpt-set: }; the whole comment where it is none
 * @param isSetter whether it is one, exactly as kpt wants it spelled
 */
record SetterComment(String pattern, boolean isSetter) {
  static final String WORD = "kpt-set:";
  private static final String MARK = "# " + WORD + " ";

  /** The comment that stands at or behind {@code at}, with nothing but blanks before it. */
  static Optional<SetterComment> behind(String text, int at) {
    int start = at;
    while (start < text.length() && " \t".indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    return start > at && start < text.length() && text.charAt(start) == '#'
        ? of(text.substring(start, new Lines(text).end(start)))
        : Optional.empty();
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

  /** What to tell somebody who meant a setter and did not write one. */
  Optional<String> doubt() {
    if (!isSetter) {
      return Optional.of(
          "'" + pattern + "' looks like a setter comment and is none; write '# kpt-set: ${name}'");
    }
    return pattern.contains("${ ") || pattern.contains(" }")
        ? Optional.of(
            "its setter comment '" + pattern + "' has blanks in a name; write it as ${name}")
        : Optional.empty();
  }
}
