package dev.leasehold.setters;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.text.Lines;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Sets every scalar and list that carries a setter comment, {@code # kpt-set: PATTERN}, where the
 * pattern is text with {@code ${name}} in it (kpt's apply-setters).
 *
 * <p>A value none of whose names is given stays as it is; where only some are given, the others are
 * read from the current value, which must match the pattern.
 */
public final class Setters {
  /** The word that a document with setters mentions. */
  public static final String COMMENT = SetterComment.WORD;

  private Setters() {}

  /** One value that a setter changed: one text of a scalar, all those of a list. */
  public record Set(Place place, List<String> before, List<String> after) {
    public Set {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /**
   * The result: the document, the changed values and the findings.
   *
   * @param used the names that the document uses, whether they changed anything or not
   */
  public record Applied(
      Document document, List<Set> sets, SortedSet<String> used, List<Finding> findings) {
    public Applied {
      sets = List.copyOf(sets);
      used = Collections.unmodifiableSortedSet(new TreeSet<>(used));
      findings = List.copyOf(findings);
    }

    static Applied unchanged(Document document) {
      return new Applied(document, List.of(), Collections.emptySortedSet(), List.of());
    }
  }

  /** Whether any line may be a setter comment that names something given, or a typo of one. */
  public static boolean concern(Document document, SetterSource values) {
    String text = document.text();
    Lines lines = new Lines(text);
    for (int place : SetterComment.places(text)) {
      OptionalInt comment = SetterComment.before(text, place);
      boolean isProse = UnusedComments.isProse(text, lines.start(place));
      if (comment.isEmpty()
          || !isProse
              && isForSetter(text.substring(comment.getAsInt(), lines.end(place)), values)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The document with its setters applied.
   *
   * @throws FieldException when a value cannot be set or does not match its pattern
   */
  public static Applied apply(Document document, SetterSource values) {
    return new SetterFields(document, values).apply();
  }

  /** As {@link #apply(Document, SetterSource)}, with single values. */
  public static Applied apply(Document document, Map<String, String> values) {
    return apply(document, SetterSource.of(values));
  }

  private static boolean isForSetter(String text, SetterSource values) {
    Optional<SetterComment> comment = SetterComment.of(text);
    if (comment.isEmpty()) {
      return false;
    }
    try {
      return comment.get().doubt().isPresent()
          || SetterPattern.parse(comment.get().pattern()).isKnown(values);
    } catch (SetterPattern.Unusable e) {
      return true;
    }
  }
}
