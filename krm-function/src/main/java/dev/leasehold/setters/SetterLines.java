package dev.leasehold.setters;

import dev.leasehold.edit.ScalarEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.krm.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * Applies setters to the lines of a document that {@link LineScanner} understands. Whatever there
 * is to tell, an error or a warning, is left to {@link SetterFields}.
 */
final class SetterLines {
  private final Document document;
  private final SetterSource values;
  private final String text;
  private final LineScanner lines;
  private final List<TextEdit> edits = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final SortedSet<String> used = new TreeSet<>();
  private String apiVersion = "";
  private String kind = "";
  private String name = "";

  private record Change(int line, String path, String before, String after) {}

  SetterLines(Document document, SetterSource values) {
    this.document = document;
    this.values = values;
    this.text = document.text();
    this.lines = new LineScanner(text, document.isItem());
  }

  /** Empty where a parser must have the word. */
  Optional<Setters.Outcome> apply() {
    int comments = 0;
    while (lines.next()) {
      comments += lines.comment().contains(SetterComment.WORD) ? 1 : 0;
      if (!takeName() || !set()) {
        return Optional.empty();
      }
    }
    if (comments < UnusedComments.expected(text) // a parser tells where the others belong
        || lines.isDoubtful()
        || apiVersion.isEmpty()
        || kind.isEmpty()) {
      return Optional.empty();
    }
    String object = (kind + " " + name).strip();
    List<Setters.Set> sets = new ArrayList<>();
    for (Change change : changes) {
      int line = document.fileLine(change.line);
      sets.add(
          new Setters.Set(
              new Place(document.file(), line, object, change.path),
              List.of(change.before),
              List.of(change.after)));
    }
    return Optional.of(new Setters.Outcome(document.with(edits), sets, used, List.of()));
  }

  private boolean takeName() {
    boolean isApiVersion = lines.isAt("apiVersion");
    boolean isKind = lines.isAt("kind");
    boolean isName = lines.isAt("metadata", "name");
    if (!isApiVersion && !isKind && !isName) {
      return true;
    }
    if (!isSimple()) {
      return false;
    }
    if (isApiVersion) {
      apiVersion = value();
    } else if (isKind) {
      kind = value();
    } else {
      name = value();
    }
    return true;
  }

  private boolean set() {
    Optional<SetterComment> comment = SetterComment.of(lines.comment());
    if (comment.isEmpty()) {
      return true;
    }
    try {
      if (comment.get().doubt().isPresent()) {
        return false;
      }
      SetterPattern pattern = SetterPattern.parse(comment.get().pattern());
      return !pattern.isGiven(values) || isSimple() && !isNullOrInfinite() && set(pattern);
    } catch (SetterPattern.Unusable e) {
      return false;
    }
  }

  private boolean set(SetterPattern pattern) throws SetterPattern.Unusable {
    String current = value();
    SetterPattern.Expanded expanded = pattern.expand(values, current).orElseThrow();
    if (!expanded.warning().isEmpty()) {
      return false;
    }
    used.addAll(pattern.given(values));
    if (!expanded.text().equals(current)) {
      String old = text.substring(lines.valueStart(), lines.valueEnd());
      ScalarStyle style = style();
      boolean isText = style != ScalarStyle.PLAIN || !ScalarText.looksTyped(old);
      String spelled = ScalarEdit.spelling(expanded.text(), isText, style);
      edits.add(new TextEdit(lines.valueStart(), lines.valueEnd(), spelled));
      changes.add(new Change(lines.line(), lines.path(), current, expanded.text()));
    }
    return true;
  }

  /** Whether the value is spelled without escapes. */
  private boolean isSimple() {
    return switch (style()) {
      case DOUBLE_QUOTED -> !value().contains("\\");
      case SINGLE_QUOTED -> !value().contains("'");
      default -> true;
    };
  }

  private boolean isNullOrInfinite() {
    if (style() != ScalarStyle.PLAIN) {
      return false;
    }
    String value = value();
    return value.equals("~")
        || value.equalsIgnoreCase("null")
        || value.startsWith("+.")
        || value.startsWith("-.");
  }

  private ScalarStyle style() {
    return switch (text.charAt(lines.valueStart())) {
      case '"' -> ScalarStyle.DOUBLE_QUOTED;
      case '\'' -> ScalarStyle.SINGLE_QUOTED;
      default -> ScalarStyle.PLAIN;
    };
  }

  private String value() {
    int quote = style() == ScalarStyle.PLAIN ? 0 : 1;
    return text.substring(lines.valueStart() + quote, lines.valueEnd() - quote);
  }
}
