package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.Lines;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.krm.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/** Sets and removes single fields of a document, and the mappings around them. */
public final class FieldEdit {
  private FieldEdit() {}

  /**
   * The edits that make the field at {@code path} read as that string. It and the mappings on the
   * way are made where they are missing, behind what stands there.
   *
   * @throws dev.leasehold.krm.FieldException for a shape that is not edited
   */
  public static List<TextEdit> set(Field root, List<String> path, String value) {
    root.document().requireEditable();
    Field parent = root;
    for (int i = 0; i < path.size(); i++) {
      Optional<Field> there = parent.findNullable(path.get(i));
      boolean last = i == path.size() - 1;
      requireOwn(there.orElse(parent));
      if (there.isEmpty()) {
        return List.of(insert(parent, path.subList(i, path.size()), value));
      }
      if (last) {
        return ScalarEdit.setText(there.get(), value).stream().toList();
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

  /** An alias stands for what stands elsewhere, where others read it too. */
  private static void requireOwn(Field field) {
    if (field.node().getAnchor().isPresent()) {
      throw field.error("has an anchor or alias, which cannot be edited; write the value itself");
    }
  }

  /** Behind the last key of a mapping. */
  private static TextEdit insert(Field parent, List<String> keys, String value) {
    if (parent.isFlow() && parent.keys().isEmpty()) {
      return new TextEdit(parent.end() - 1, parent.end() - 1, inFlow(keys, value));
    }
    if (parent.isFlow()) {
      String last = parent.keys().getLast();
      int end = parent.findNullable(last).orElseThrow().end();
      int at = Math.max(parent.endOfKey(last), end);
      return new TextEdit(at, at, ", " + inFlow(keys, value));
    }
    int at = new Lines(parent.document().text()).endOfNode(parent.contentEnd());
    return new TextEdit(at, at, lines(parent, keys, parent.column(), value));
  }

  /** In the place of {@code key:}, {@code key: null} or {@code key: {}}. */
  private static List<TextEdit> fill(Field parent, Field empty, List<String> keys, String value) {
    int start = parent.endOfKey(keys.getFirst());
    if (parent.isFlow()) {
      String inside = inFlow(keys.subList(1, keys.size()), value);
      return List.of(new TextEdit(start, empty.end(), " {" + inside + "}"));
    }
    int at = new Lines(parent.document().text()).end(empty.end());
    List<String> below = keys.subList(1, keys.size());
    return List.of(
        new TextEdit(start, empty.end(), ""),
        new TextEdit(at, at, lines(parent, below, parent.column() + 2, value)));
  }

  private static String lines(Field parent, List<String> keys, int column, String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      out.append(parent.document().lineBreak());
      out.append(" ".repeat(column + 2 * i)).append(key(keys.get(i))).append(':');
    }
    return out.append(' ').append(written(value)).toString();
  }

  private static String inFlow(List<String> keys, String value) {
    String inside = key(keys.getLast()) + ": " + written(value);
    for (String key : keys.subList(0, keys.size() - 1).reversed()) {
      inside = key(key) + ": {" + inside + "}";
    }
    return inside;
  }

  private static String key(String key) {
    return ScalarText.write(key, ScalarStyle.PLAIN);
  }

  /** JSON reads best in single quotes. */
  private static String written(String value) {
    boolean isQuoted = value.indexOf('"') >= 0;
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
      requireOwn(at);
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
    List<String> keys = parent.keys();
    int index = keys.indexOf(key);
    if (parent.isFlow()) {
      if (index + 1 < keys.size()) {
        Field next = parent.keyOf(keys.get(index + 1)).orElseThrow();
        return new TextEdit(name.start(), next.start(), "");
      }
      int start =
          index == 0 ? name.start() : parent.findNullable(keys.get(index - 1)).orElseThrow().end();
      return new TextEdit(start, value.end(), "");
    }
    Lines lines = new Lines(parent.document().text());
    int start = lines.start(name.start());
    if (!parent.document().text().substring(start, name.start()).isBlank()) {
      throw name.error("does not begin on a line of its own, so it cannot be taken out");
    }
    int end = lines.endOfNode(Math.max(value.contentEnd(), parent.endOfKey(key)));
    return new TextEdit(start, lines.afterBreak(end), "");
  }
}
