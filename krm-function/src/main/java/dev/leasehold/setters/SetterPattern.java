package dev.leasehold.setters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Text with {@code ${name}} in it.
 *
 * @param source as it was written
 */
record SetterPattern(String source, List<Part> parts) {
  /**
   * Bounds for a pattern and a value from which names are read: the time grows with their product.
   */
  private static final int MOST_PARTS = 50;

  private static final int MOST_CHARACTERS = 2_000;

  /** Literal text, or a name. */
  record Part(boolean isName, String text) {}

  /** The expansion of a pattern; the warning is empty where there is none. */
  record Expanded(String text, String warning) {}

  /** A pattern that cannot be used; the message is about the value before the comment. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final String problem;

    Unusable(String problem) {
      super(problem);
      this.problem = problem;
    }

    String problem() {
      return problem;
    }
  }

  static SetterPattern parse(String source) throws Unusable {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    for (int open = source.indexOf("${"); open != -1; open = source.indexOf("${", at)) {
      int close = source.indexOf('}', open);
      if (close == -1) {
        throw new Unusable("its setter comment '" + source + "' has '${' without '}'");
      }
      if (open > at) {
        parts.add(new Part(false, source.substring(at, open)));
      }
      parts.add(new Part(true, source.substring(open + 2, close)));
      at = close + 1;
    }
    if (at < source.length()) {
      parts.add(new Part(false, source.substring(at)));
    }
    return new SetterPattern(source, parts);
  }

  /** Whether it names anything that the source gives. */
  boolean isGiven(SetterSource values) {
    return !given(values).isEmpty();
  }

  /** Whether it names anything that the source gives, now or later. */
  boolean isKnown(SetterSource values) {
    for (Part part : parts) { // the first stream of a run starts slowly
      if (part.isName && values.knows(part.text)) {
        return true;
      }
    }
    return false;
  }

  /** The names in it that the source gives. */
  List<String> given(SetterSource values) {
    List<String> given = new ArrayList<>();
    for (Part part : parts) {
      if (part.isName && values.find(part.text).isPresent()) {
        given.add(part.text);
      }
    }
    return given;
  }

  /** The name, where the pattern is one name and nothing else. */
  Optional<String> onlyName() {
    return parts.size() == 1 && parts.getFirst().isName
        ? Optional.of(parts.getFirst().text)
        : Optional.empty();
  }

  /**
   * The pattern with its values; empty when none of its names is given. Names that are not given
   * are read from {@code current}. Values are not expanded again.
   */
  Optional<Expanded> expand(SetterSource values, String current) throws Unusable {
    List<Optional<String>> given = new ArrayList<>(parts.size());
    boolean any = false;
    boolean all = true;
    for (Part part : parts) {
      Optional<String> text = part.isName ? text(part, values) : Optional.of(part.text);
      any |= part.isName && text.isPresent();
      all &= text.isPresent();
      given.add(text);
    }
    if (!any) {
      return Optional.empty();
    }
    if (all) {
      StringBuilder out = new StringBuilder();
      given.forEach(text -> out.append(text.orElseThrow()));
      return Optional.of(new Expanded(out.toString(), ""));
    }
    rejectAdjacent(given);
    boolean[][] fits = fits(current);
    String greedy = fill(given, current, fits, true);
    if (!greedy.equals(current) && !fill(given, greedy, fits(greedy), true).equals(greedy)) {
      throw new Unusable(
          "would become '"
              + greedy
              + "', and its setter comment '"
              + source
              + "' would read other parts from it next time; set all its names");
    }
    boolean ambiguous =
        !greedy.equals(current) && !greedy.equals(fill(given, current, fits, false));
    return Optional.of(
        new Expanded(
            greedy,
            ambiguous
                ? "'"
                    + current
                    + "' matches its setter comment '"
                    + source
                    + "' in more than one way; each name took as much as it could: '"
                    + greedy
                    + "'"
                : ""));
  }

  /** Between two adjacent names, nothing shows where the first ends. */
  private void rejectAdjacent(List<Optional<String>> given) throws Unusable {
    for (int i = 1; i < parts.size(); i++) {
      Part before = parts.get(i - 1);
      Part part = parts.get(i);
      if (before.isName
          && part.isName
          && given.get(i - 1).isPresent() != given.get(i).isPresent()) {
        String missing = given.get(i).isPresent() ? before.text : part.text;
        throw new Unusable(
            "has ${"
                + before.text
                + "} and ${"
                + part.text
                + "} side by side in its setter comment, so the part of '"
                + missing
                + "' is ambiguous; set '"
                + missing
                + "' too");
      }
    }
  }

  private static Optional<String> text(Part part, SetterSource values) throws Unusable {
    Optional<SetterValue> value = values.find(part.text);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (value.get()) {
          case SetterValue.Single(String text) -> text;
          case SetterValue.Joined(List<String> texts) -> String.join(",", texts);
          case SetterValue.Items(_, String text) when !text.isEmpty() -> text;
          case SetterValue.Items items ->
              throw new Unusable(
                  "is a single value, but setter '"
                      + part.text
                      + "' is a list; put the comment after the key of a list");
          case SetterValue.Refused(String why) -> throw new Unusable(why);
        });
  }

  /**
   * Where the parts from each on can match the rest of the text from each character on. Filled from
   * the end, so that no pattern takes more time than parts times characters.
   */
  private boolean[][] fits(String text) throws Unusable {
    if (parts.size() > MOST_PARTS || text.length() > MOST_CHARACTERS) {
      throw new Unusable("is too long to read the unset names from it; set them");
    }
    boolean[][] fits = new boolean[parts.size() + 1][text.length() + 1];
    fits[parts.size()][text.length()] = true;
    for (int p = parts.size() - 1; p >= 0; p--) {
      Part part = parts.get(p);
      for (int at = text.length(); at >= 0; at--) {
        fits[p][at] =
            part.isName
                ? fits[p + 1][at] || at < text.length() && fits[p][at + 1]
                : text.startsWith(part.text, at) && fits[p + 1][at + part.text.length()];
      }
    }
    if (!fits[0][0]) {
      throw new Unusable(
          "'"
              + text
              + "' does not match its setter comment '"
              + source
              + "', so the unset names cannot be read from it; set them");
    }
    return fits;
  }

  private String fill(
      List<Optional<String>> given, String current, boolean[][] fits, boolean greedy) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int p = 0; p < parts.size(); p++) {
      int end = at + parts.get(p).text.length();
      if (parts.get(p).isName) {
        end = greedy ? current.length() : at;
        while (!fits[p + 1][end]) {
          end += greedy ? -1 : 1;
        }
      }
      out.append(given.get(p).orElse(current.substring(at, end)));
      at = end;
    }
    return out.toString();
  }
}
