package dev.leasehold.setters;

import dev.leasehold.edit.ScalarEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Lines;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sets every scalar that carries a setter comment, {@code # kpt-set: PATTERN}, where the pattern is
 * text with {@code ${name}} in it (kpt's apply-setters).
 *
 * <p>Values are not expanded again. A scalar none of whose names is given stays as it is; where
 * only some are given, the others are read from the current value, which must match the pattern.
 * Lists cannot be set yet; a comment that asks for it gives a warning.
 */
public final class Setters {
  /** The words that make a document worth parsing. */
  public static final String COMMENT = "kpt-set:";

  private static final String MARK = "# " + COMMENT + " ";

  /** Bounds for what names are read from: the time grows with their product. */
  private static final int MOST_PARTS = 50;

  private static final int MOST_CHARACTERS = 2_000;

  private Setters() {}

  /** One value that a setter changed. */
  public record Set(Place place, String before, String after) {}

  /** What came of it: the document, what was set, and what to tell. */
  public record Outcome(Document document, List<Set> sets, List<Finding> findings) {
    public Outcome {
      sets = List.copyOf(sets);
      findings = List.copyOf(findings);
    }
  }

  /**
   * The document with its setters applied.
   *
   * @throws FieldException when a scalar cannot be set or does not match its pattern
   */
  public static Outcome apply(Document document, Map<String, String> values) {
    List<TextEdit> edits = new ArrayList<>();
    List<Set> sets = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Field list : document.root().lists()) {
      notSupported(list, values).ifPresent(findings::add);
    }
    for (Field scalar : document.root().scalars()) {
      Optional<String> pattern = pattern(scalar);
      if (pattern.isEmpty()) {
        continue;
      }
      Optional<String> value = expand(pattern.get(), scalar, values);
      value
          .flatMap(v -> ScalarEdit.set(scalar, v))
          .ifPresent(edit -> {
            edits.add(edit);
            sets.add(new Set(scalar.place(), currentText(scalar), value.get()));
          });
    }
    return new Outcome(document.with(edits), sets, findings);
  }

  /** A list whose setter comment names something that is given. */
  private static Optional<Finding> notSupported(Field list, Map<String, String> values) {
    Optional<String> pattern =
        list.isFlow()
            ? patternAt(list.document().text(), list.end())
            : list.keyEnd().flatMap(end -> patternAt(list.document().text(), end));
    return pattern
        .filter(p -> parts(p, list).stream().anyMatch(part -> isGiven(part, values)))
        .map(p ->
            Finding.warning(
                list.place(),
                "its setter comment '" + p + "' is not applied: lists cannot be set yet"));
  }

  /** The pattern of the setter comment behind that scalar on its line. */
  private static Optional<String> pattern(Field scalar) {
    int end = scalar.end();
    boolean isBlock = end > 0 && scalar.document().text().charAt(end - 1) == '\n';
    return isBlock ? Optional.empty() : patternAt(scalar.document().text(), end);
  }

  private static Optional<String> patternAt(String text, int at) {
    String rest = text.substring(at, new Lines(text).end(at));
    String comment = rest.stripLeading();
    return comment.length() < rest.length() && comment.startsWith(MARK)
        ? Optional.of(comment.substring(MARK.length()).strip())
        : Optional.empty();
  }

  private static boolean isGiven(Part part, Map<String, String> values) {
    return part.isName && values.containsKey(part.text);
  }

  private static String currentText(Field scalar) {
    return scalar.isNull() ? "" : scalar.text();
  }

  private static Optional<String> expand(String pattern, Field scalar, Map<String, String> values) {
    List<Part> parts = parts(pattern, scalar);
    long given = parts.stream().filter(p -> isGiven(p, values)).count();
    long names = parts.stream().filter(p -> p.isName).count();
    if (given == 0) {
      return Optional.empty();
    }
    List<String> current =
        given == names ? List.of() : match(parts, currentText(scalar), scalar, pattern);
    StringBuilder out = new StringBuilder();
    int name = 0;
    for (Part part : parts) {
      if (!part.isName) {
        out.append(part.text);
        continue;
      }
      String value = values.get(part.text);
      out.append(value != null ? value : current.get(name));
      name++;
    }
    return Optional.of(out.toString());
  }

  private record Part(boolean isName, String text) {}

  private static List<Part> parts(String pattern, Field scalar) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < pattern.length()) {
      int open = pattern.indexOf("${", at);
      if (open < 0) {
        break;
      }
      int close = pattern.indexOf('}', open);
      if (close < 0) {
        throw scalar.error("its setter comment '" + pattern + "' has '${' without '}'");
      }
      if (open > at) {
        parts.add(new Part(false, pattern.substring(at, open)));
      }
      parts.add(new Part(true, pattern.substring(open + 2, close)));
      at = close + 1;
    }
    if (at < pattern.length()) {
      parts.add(new Part(false, pattern.substring(at)));
    }
    return parts;
  }

  /** The current value of each name, each taking as much as it can, as kpt derives them. */
  private static List<String> match(List<Part> parts, String value, Field scalar, String pattern) {
    if (parts.size() > MOST_PARTS || value.length() > MOST_CHARACTERS) {
      throw scalar.error("is too long to read from it the names that were not given; give them");
    }
    List<String> found = new ArrayList<>();
    boolean[][] failed = new boolean[parts.size() + 1][value.length() + 1];
    if (!match(parts, 0, value, 0, found, failed)) {
      throw scalar.error(
          "'"
              + value
              + "' does not match its setter comment '"
              + pattern
              + "', so the names that were not given cannot be read from it");
    }
    return found;
  }

  /** {@code failed} remembers what was tried, so that no pattern takes exponential time. */
  private static boolean match(
      List<Part> parts, int part, String value, int at, List<String> found, boolean[][] failed) {
    if (part == parts.size()) {
      return at == value.length();
    }
    if (failed[part][at]) {
      return false;
    }
    Part next = parts.get(part);
    if (!next.isName) {
      if (value.startsWith(next.text, at)
          && match(parts, part + 1, value, at + next.text.length(), found, failed)) {
        return true;
      }
    } else {
      for (int end = value.length(); end >= at; end--) {
        found.add(value.substring(at, end));
        if (match(parts, part + 1, value, end, found, failed)) {
          return true;
        }
        found.removeLast();
      }
    }
    failed[part][at] = true;
    return false;
  }
}
