package dev.leasehold.setters;

import dev.leasehold.edit.ScalarEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Lines;
import dev.leasehold.krm.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The setter comments of a document that belong to no value: on a line of their own, after the key
 * of a mapping, after a closing brace, in the text of a block scalar. They set nothing, and their
 * author expects otherwise.
 */
final class UnusedComments {
  private final Document document;
  private final String text;
  private final Lines lines;
  private final SetterSource values;

  /** Where the lines begin whose comment belongs to a value: a line has one comment at most. */
  private final Set<Integer> taken = new HashSet<>();

  UnusedComments(Document document, SetterSource values) {
    this.document = document;
    this.text = document.text();
    this.lines = new Lines(text);
    this.values = values;
  }

  /** The setter comment after that offset, which belongs to the value there. */
  Optional<SetterComment> take(int at) {
    int start = SetterComment.after(text, at);
    if (start < 0) {
      return Optional.empty();
    }
    taken.add(lines.start(start));
    return SetterComment.of(text.substring(start, lines.end(start)));
  }

  /** Whether a setter comment follows that offset. */
  boolean isAt(int at) {
    int start = SetterComment.after(text, at);
    return start >= 0 && text.substring(start, lines.end(start)).contains(SetterComment.WORD);
  }

  /** Offset after the key or the dash of a scalar that begins on a line below it; -1 for others. */
  int endOfIntroduction(Field scalar) {
    int start = scalar.start();
    if (scalar.keyEnd().isPresent()) {
      int end = scalar.keyEnd().get();
      return start < scalar.end() && text.substring(end, start).indexOf('\n') >= 0 ? end : -1;
    }
    int line = start; // not by its line, which may be long and hold many values
    while (line > 0 && " \t".indexOf(text.charAt(line - 1)) >= 0) {
      line--;
    }
    if (line == 0 || text.charAt(line - 1) != '\n') {
      return -1;
    }
    int above = lines.start(line - 1);
    int comment = text.indexOf(" #", above, line);
    if (comment < 0) {
      return -1;
    }
    String dash = text.substring(above, comment).strip();
    return dash.equals("-") || dash.endsWith(" -") ? text.lastIndexOf('-', comment) + 1 : -1;
  }

  /** How many lines may have a setter comment. */
  static int expected(String text) {
    Lines lines = new Lines(text);
    int expected = 0;
    int word = text.indexOf(SetterComment.WORD);
    while (word >= 0) {
      expected += isProse(text, lines.start(word)) ? 0 : 1;
      word = text.indexOf(SetterComment.WORD, lines.end(word));
    }
    return expected;
  }

  /** Whether the line is a comment about setters, or a value that is commented out. */
  static boolean isProse(String text, int lineStart) {
    int ink = ink(text, lineStart);
    return text.charAt(ink) == '#' && !isSetterLine(text, ink);
  }

  /** Whether a comment on a line of its own is a setter comment, and no prose about them. */
  private static boolean isSetterLine(String text, int start) {
    int at = start + 1;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return text.startsWith(SetterComment.WORD, at);
  }

  /** A warning for each comment that names something given and that no value took. */
  List<Finding> tell(Field root) {
    List<Finding> findings = new ArrayList<>();
    NavigableMap<Integer, Integer> texts = null;
    int line = 0;
    int counted = 0;
    int word = text.indexOf(SetterComment.WORD);
    while (word >= 0) {
      int lineStart = lines.start(word);
      int lineEnd = lines.end(word);
      int comment = text.lastIndexOf('#', word);
      if (comment >= lineStart && !taken.contains(lineStart) && !isProse(text, lineStart)) {
        Optional<SetterPattern> pattern = pattern(comment, lineEnd);
        if (pattern.isPresent()) {
          texts = texts == null ? texts(root) : texts;
          line += count(counted, lineStart);
          counted = lineStart;
          boolean isAlone = ink(text, lineStart) == comment;
          findings.add(finding(line, comment, lineEnd, isIn(texts, comment), isAlone));
        }
      }
      word = text.indexOf(SetterComment.WORD, lineEnd);
    }
    return findings;
  }

  private Finding finding(int line, int comment, int end, boolean isText, boolean isAlone) {
    String why =
        isText
            ? "it is part of a text; write the value as a field of its own"
            : isAlone
                ? "it is on a line of its own; put it after the value, on the same line"
                : "there is no single value or list before it; put it after the value";
    return Finding.warning(
        new Place(document.file(), document.fileLine(line), document.objectName(), ""),
        "the comment '" + text.substring(comment, end).strip() + "' sets nothing: " + why);
  }

  private static int ink(String text, int lineStart) {
    int ink = lineStart;
    while (text.charAt(ink) == ' ' || text.charAt(ink) == '\t') {
      ink++;
    }
    return ink;
  }

  private int count(int from, int to) {
    int breaks = 0;
    for (int at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
      breaks++;
    }
    return breaks;
  }

  /** What the comment asks for, if it names something that is given. */
  private Optional<SetterPattern> pattern(int start, int end) {
    try {
      Optional<SetterComment> comment = SetterComment.of(text.substring(start, end));
      return comment.isPresent() ? given(comment.get()) : Optional.empty();
    } catch (SetterPattern.Unusable e) {
      return Optional.empty();
    }
  }

  private Optional<SetterPattern> given(SetterComment comment) throws SetterPattern.Unusable {
    return Optional.of(SetterPattern.parse(comment.pattern()))
        .filter(pattern -> pattern.isGiven(values));
  }

  /** Where scalars and keys begin and end. */
  private static NavigableMap<Integer, Integer> texts(Field root) {
    NavigableMap<Integer, Integer> texts = new TreeMap<>();
    for (Field scalar : root.scalars()) {
      if (scalar.node() instanceof ScalarNode && scalar.start() < scalar.end()) {
        texts.put(ScalarEdit.beginOfText(scalar), scalar.end());
      }
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
