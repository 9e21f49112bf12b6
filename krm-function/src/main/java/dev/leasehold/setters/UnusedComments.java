package dev.leasehold.setters;

import dev.leasehold.edit.ScalarEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.text.Lines;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The setter comments of a document that belong to no value: on a line of their own, after the key
 * of a mapping, after a closing brace, in the text of a block scalar. They set nothing, and their
 * author expects otherwise.
 */
final class UnusedComments {
  /** Loaded by the first value that begins on a line of its own: a pattern starts slowly. */
  private static final class Dashes {
    /** A line of dashes with nothing but a comment after the last. */
    static final Pattern LINE = Pattern.compile("(?:[- ]* )?-(?=[ \\t]+#)");
  }

  private final Document document;
  private final String text;
  private final Lines lines;
  private final SetterSource values;

  /** The starts of lines whose setter comment belongs to a value: a line has one at most. */
  private final Set<Integer> taken = new HashSet<>();

  UnusedComments(Document document, SetterSource values) {
    this.document = document;
    this.text = document.text();
    this.lines = new Lines(text);
    this.values = values;
  }

  /** The setter comment after that offset, which belongs to the value there. */
  Optional<SetterComment> take(int at) {
    OptionalInt comment = SetterComment.after(text, at);
    if (comment.isEmpty()) {
      return Optional.empty();
    }
    int start = comment.getAsInt();
    Optional<SetterComment> setter = SetterComment.of(text.substring(start, lines.end(start)));
    if (setter.isPresent()) {
      taken.add(lines.start(start));
    }
    return setter;
  }

  /** How many values have taken one. */
  int taken() {
    return taken.size();
  }

  /** Whether a setter comment follows that offset. */
  boolean isAt(int at) {
    OptionalInt start = SetterComment.after(text, at);
    return start.isPresent()
        && text.substring(start.getAsInt(), lines.end(start.getAsInt()))
            .contains(SetterComment.WORD);
  }

  /** Offset after the key or the dash of a scalar that begins on a line below it. */
  OptionalInt endOfIntroduction(Field scalar) {
    int start = scalar.start();
    if (scalar.keyEnd().isPresent()) {
      int end = scalar.keyEnd().get();
      boolean isEmpty = start == scalar.end(); // the colon may be that of another key: {a, b: c}
      return !isEmpty && text.substring(end, start).contains("\n")
          ? OptionalInt.of(end)
          : OptionalInt.empty();
    }
    int line = start; // not by its line, which may be long and hold many values
    while (text.startsWith(" ", line - 1) || text.startsWith("\t", line - 1)) {
      line--;
    }
    if (!text.startsWith("\n", line - 1)) {
      return OptionalInt.empty();
    }
    Matcher dash = Dashes.LINE.matcher(text).region(lines.start(line - 1), line);
    return dash.lookingAt() ? OptionalInt.of(dash.end()) : OptionalInt.empty();
  }

  /** Whether the line is a comment about setters, or a value that is commented out. */
  static boolean isProse(String text, int lineStart) {
    int contentStart = contentStart(text, lineStart);
    return text.charAt(contentStart) == '#' && !isSetterLine(text, contentStart);
  }

  /** Whether a comment on a line of its own is a setter comment, and no prose about them. */
  private static boolean isSetterLine(String text, int start) {
    int at = start + 1;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return text.startsWith(SetterComment.WORD, at);
  }

  /** A warning for each comment that names something known and that no value took. */
  List<Finding> findings(Field root) {
    List<Finding> findings = new ArrayList<>();
    NavigableMap<Integer, Integer> texts = null;
    int line = 0;
    int counted = 0;
    for (int place : SetterComment.places(text)) {
      int lineStart = lines.start(place);
      int lineEnd = lines.end(place);
      OptionalInt hash = SetterComment.before(text, place);
      if (hash.isEmpty() || taken.contains(lineStart) || isProse(text, lineStart)) {
        continue;
      }
      int comment = hash.getAsInt();
      if (isKnown(text.substring(comment, lineEnd))) {
        texts = texts == null ? texts(root) : texts;
        line += (int) text.substring(counted, lineStart).chars().filter(c -> c == '\n').count();
        counted = lineStart;
        boolean isAlone = contentStart(text, lineStart) == comment;
        findings.add(finding(line, comment, lineEnd, isIn(texts, comment), isAlone));
      }
    }
    return findings;
  }

  private Finding finding(int line, int comment, int end, boolean isText, boolean isAlone) {
    String why =
        isText
            ? "it is inside a text; give the value its own field"
            : isAlone
                ? "it is on its own line; put it after the value, on the same line"
                : "there is no single value or list before it; put it after the value";
    return Finding.warning(
        new Place(document.file(), document.fileLine(line), document.objectName(), ""),
        "the comment '" + text.substring(comment, end).strip() + "' sets nothing: " + why);
  }

  private static int contentStart(String text, int lineStart) {
    int contentStart = lineStart;
    while (text.charAt(contentStart) == ' ' || text.charAt(contentStart) == '\t') {
      contentStart++;
    }
    return contentStart;
  }

  /** Whether the comment names something with a present or expected value. */
  private boolean isKnown(String comment) {
    try {
      return SetterPattern.parse(SetterComment.of(comment).orElseThrow().pattern()).isKnown(values);
    } catch (SetterPattern.Unusable e) {
      return false;
    }
  }

  /** The starts and ends of scalars and keys. */
  private static NavigableMap<Integer, Integer> texts(Field root) {
    NavigableMap<Integer, Integer> texts = new TreeMap<>();
    for (Field scalar : root.scalars()) {
      texts.put(ScalarEdit.beginOfText(scalar), scalar.end());
    }
    for (Field mapping : root.mappings()) {
      for (Field value : mapping.fields()) {
        value.ownKey().ifPresent(key -> texts.put(key.start(), key.end()));
      }
    }
    return texts;
  }

  private static boolean isIn(NavigableMap<Integer, Integer> texts, int offset) {
    var before = texts.floorEntry(offset);
    return before != null && offset < before.getValue();
  }
}
