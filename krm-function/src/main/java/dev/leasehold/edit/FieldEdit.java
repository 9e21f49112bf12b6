package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.ScalarStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sets and removes single fields of a document, and the mappings around them. */
public final class FieldEdit {
  private FieldEdit() {}

  /**
   * The edits that make the field at {@code path} read as that string. It and the mappings on the
   * way are added where they are missing, after the existing fields.
   *
   * @throws dev.leasehold.krm.FieldException for a shape that is not edited
   */
  public static List<TextEdit> set(Field root, List<String> path, String value) {
    root.document().requireEditable();
    Field parent = root;
    for (int i = 0; i < path.size(); i++) {
      Optional<Field> there = parent.findNullable(path.get(i));
      boolean last = i == path.size() - 1;
      if (there.isEmpty()) {
        return List.of(insert(parent, path.subList(i, path.size()), value));
      }
      if (last) {
        return ScalarEdit.setText(there.get(), value).map(List::of).orElseGet(List::of);
      }
      boolean isEmpty =
          there.get().isNull() || there.get().isMapping() && there.get().keys().isEmpty();
      if (isEmpty) {
        return fill(parent, there.get(), path.subList(i, path.size()), value);
      }
      parent = there.get();
    }
    throw new IllegalArgumentException("no path");
  }

  /** After the last key of a mapping. */
  private static TextEdit insert(Field parent, List<String> keys, String value) {
    rejectElsewhere(parent);
    if (parent.isFlow()) {
      FlowMapping mapping = new FlowMapping(parent);
      return mapping.add(keys, written(value, mapping));
    }
    int at = new Lines(parent.document().text()).endOfNode(parent.contentEnd());
    return new TextEdit(at, at, lines(parent, keys, parent.column(), value));
  }

  /** In the place of {@code key:}, {@code key: null} or {@code key: {}}. */
  private static List<TextEdit> fill(Field parent, Field empty, List<String> keys, String value) {
    ScalarEdit.rejectReadElsewhere(empty);
    List<String> below = keys.subList(1, keys.size());
    EmptyValue old = EmptyValue.of(parent, keys.getFirst(), empty);
    FlowMapping mapping = new FlowMapping(parent);
    if (parent.isFlow()) {
      String inside = mapping.field(below, written(value, mapping));
      return List.of(mapping.fill(empty, old.start(), "{" + inside + "}"));
    }
    return old.replace(
        lines(parent, below, parent.column() + 2, value),
        List.of(mapping.field(below, written(value, mapping))));
  }

  private static String lines(Field parent, List<String> keys, int column, String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      out.append(parent.document().lineBreak());
      out.append(" ".repeat(column + 2 * i)).append(key(keys.get(i))).append(':');
    }
    return out.append(' ').append(written(value)).toString();
  }

  /**
   * The key, in quotes where a reader of YAML 1.1 would take it for something else, as {@code on}.
   */
  static String key(String key) {
    return ScalarText.write(key, ScalarStyle.PLAIN);
  }

  /** In double quotes where the mapping quotes its keys, as JSON does. */
  private static String written(String value, FlowMapping mapping) {
    if (mapping.hasQuotedKeys()) {
      return ScalarText.doubleQuoted(value);
    }
    boolean isQuoted = value.contains("\"");
    return ScalarText.writeInFlow(
        value, isQuoted ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.PLAIN, "");
  }

  /** JSON reads best in single quotes. */
  private static String written(String value) {
    boolean isQuoted = value.contains("\"");
    return ScalarText.write(value, isQuoted ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.PLAIN);
  }

  /**
   * The edits that take the field at {@code path} out, with its comment and with the mappings above
   * that it leaves empty.
   *
   * @throws dev.leasehold.krm.FieldException for a shape that is not edited
   */
  public static List<TextEdit> remove(Field root, List<String> path) {
    root.document().requireEditable();
    List<Field> parents = new ArrayList<>();
    Field at = root;
    for (String key : path) {
      parents.add(at);
      Optional<Field> next = at.findNullable(key);
      if (next.isEmpty()) {
        return List.of();
      }
      at = next.get();
    }
    int level = path.size() - 1;
    while (level > 0 && parents.get(level).keys().size() == 1) {
      level--;
    }
    return List.of(remove(parents.get(level), path.get(level)));
  }

  private static TextEdit remove(Field parent, String key) {
    Field name = parent.keyOf(key).orElseThrow();
    Field value = parent.findNullable(key).orElseThrow();
    rejectElsewhere(parent);
    ScalarEdit.rejectReadElsewhere(name);
    rejectReadLater(name);
    rejectReadLater(value);
    String text = parent.document().text();
    List<String> keys = parent.keys();
    int index = keys.indexOf(key);
    if (parent.isFlow()) {
      return removeInFlow(parent, name, value, index);
    }
    Lines lines = new Lines(text);
    int start = lines.start(name.start());
    int end = lines.endOfNode(Math.max(value.contentEnd(), parent.endOfKey(key)));
    String before = text.substring(start, name.start());
    if (before.isBlank()) {
      Optional<String> above =
          index == 0
              ? Optional.empty()
              : BlockScalar.lastHeader(parent.findNullable(keys.get(index - 1)).orElseThrow());
      if (above.isPresent()) {
        end = afterBlankLines(above.get(), name, end);
      }
      boolean isLastLine = lines.afterBreak(end) == end;
      return isLastLine && start > 0 && above.isEmpty()
          ? new TextEdit(lines.beforeBreak(start), end, "")
          : new TextEdit(start, lines.afterBreak(end), "");
    }
    if (index + 1 < keys.size() && before.endsWith(" ") && isDash(before)) {
      // The first key of an element: the next moves up after the dash.
      Field next = parent.keyOf(keys.get(index + 1)).orElseThrow();
      if (text.substring(lines.afterBreak(end), next.start()).isBlank()) {
        return new TextEdit(name.start(), next.start(), "");
      }
    }
    throw name.error("does not begin on its own line, so it cannot be removed");
  }

  /**
   * The end of the lines that go with a field: below a block scalar that moves down to them, blank
   * lines can become part of its text, and comments too.
   */
  private static int afterBlankLines(String header, Field name, int end) {
    String text = name.document().text();
    Lines lines = new Lines(text);
    boolean takesAny = header.contains("+");
    int following = end;
    int next = lines.afterBreak(end);
    while (next < text.length() && text.substring(next, lines.end(next)).isBlank()) {
      takesAny |= lines.end(next) > next;
      following = lines.end(next);
      next = lines.afterBreak(following);
    }
    int comment = next;
    while (comment < text.length() && text.charAt(comment) == ' ') {
      comment++;
    }
    if (text.startsWith("#", comment) && comment - next > name.column()) {
      throw name.error(
          "cannot be removed: the comment below it would become part of the text above; remove the"
              + " comment");
    }
    return takesAny ? following : end;
  }

  /** The fields of an alias are defined elsewhere, where other readers use them. */
  static void rejectElsewhere(Field mapping) {
    if (mapping.isAlias()) {
      throw mapping.error(
          "is an alias, and its fields are defined elsewhere; write them here instead");
    }
    ScalarEdit.rejectReadElsewhere(mapping);
  }

  private static void rejectReadLater(Field going) {
    Optional<String> alias = going.readLater();
    if (alias.isPresent()) {
      throw going.error(
          "cannot be removed: its anchor is read by "
              + alias.get()
              + "; write the value there instead of the alias");
    }
  }

  private static boolean isDash(String before) {
    for (int i = 0; i < before.length(); i++) {
      if (before.charAt(i) != ' ' && before.charAt(i) != '-') {
        return false;
      }
    }
    return true;
  }

  /** With the comma after it, or as the last one with the comma before it. */
  private static TextEdit removeInFlow(Field parent, Field name, Field value, int index) {
    List<String> keys = parent.keys();
    if (index + 1 < keys.size()) {
      Field next = parent.keyOf(keys.get(index + 1)).orElseThrow();
      return new TextEdit(name.start(), next.start(), "");
    }
    if (index > 0) {
      int start = parent.findNullable(keys.get(index - 1)).orElseThrow().end();
      return new TextEdit(start, value.end(), "");
    }
    int opening = new Blanks(parent.document().text()).skipProperties(parent.start()) + 1;
    return new TextEdit(opening, parent.end() - 1, "");
  }
}
