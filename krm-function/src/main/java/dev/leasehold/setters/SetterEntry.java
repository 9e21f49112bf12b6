package dev.leasehold.setters;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.yaml.Scalar;
import dev.leasehold.yaml.ScalarStyle;
import dev.leasehold.yaml.Type;
import java.util.ArrayList;
import java.util.List;

/** Elements of a YAML list with their types: a number stays a number, a mapping a mapping. */
final class SetterEntry {
  private SetterEntry() {}

  /**
   * The elements of a list.
   *
   * @throws FieldException for an alias of a list or mapping, which could be of any size
   */
  static List<ListEntry> all(Field list) {
    List<Field> items = list.items();
    List<ListEntry> entries = new ArrayList<>(items.size());
    for (Field item : items) {
      entries.add(of(item));
    }
    return entries;
  }

  static ListEntry of(Field item) {
    if (!(item.node() instanceof Scalar scalar)) {
      return new ListEntry.Spelled(flow(item));
    }
    if (scalar.type() == Type.NULL) {
      return new ListEntry.Spelled("null");
    }
    String text = scalar.text();
    return isBare(item, text) ? new ListEntry.Spelled(text) : new ListEntry.Text(text);
  }

  /** Whether it is a list or a mapping. */
  static boolean isNested(ListEntry entry) {
    return entry instanceof ListEntry.Spelled(String yaml)
        && (yaml.startsWith("[") || yaml.startsWith("{"));
  }

  /** Whether one of them is a list or a mapping. */
  static boolean hasNested(List<ListEntry> entries) {
    for (ListEntry entry : entries) {
      if (isNested(entry)) {
        return true;
      }
    }
    return false;
  }

  /** The elements as messages show them. */
  static List<String> shown(List<ListEntry> entries) {
    List<String> shown = new ArrayList<>(entries.size());
    for (ListEntry entry : entries) {
      shown.add(shown(entry));
    }
    return shown;
  }

  /** The element as messages show it. */
  static String shown(ListEntry entry) {
    return switch (entry) {
      case ListEntry.Text(String value) -> value;
      case ListEntry.Spelled(String yaml) -> yaml;
      case ListEntry.Fields(var values, _) -> values.toString();
    };
  }

  /** Whether it is not a string, and has no tag. */
  private static boolean isBare(Field scalar, String text) {
    return !scalar.isQuoted()
        && ScalarText.looksTyped(text)
        && (scalar.isAlias() || !scalar.document().text().startsWith("!", scalar.start()));
  }

  private static String flow(Field value) {
    if (value.isScalar()) {
      return switch (of(value)) {
        case ListEntry.Spelled(String yaml) -> yaml;
        case ListEntry other -> ScalarText.writeInFlow(shown(other), ScalarStyle.PLAIN, "");
      };
    }
    if (value.isAlias()) {
      throw value.error("is an alias, which a setter does not copy; write the value itself");
    }
    List<String> parts = new ArrayList<>();
    if (value.isList()) {
      for (Field item : value.items()) {
        parts.add(flow(item));
      }
      return "[" + String.join(", ", parts) + "]";
    }
    for (Field field : value.fields()) {
      parts.add(ScalarText.write(field.key().orElse("?"), ScalarStyle.PLAIN) + ": " + flow(field));
    }
    return "{" + String.join(", ", parts) + "}";
  }
}
