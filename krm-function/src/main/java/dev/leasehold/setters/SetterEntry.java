package dev.leasehold.setters;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.yaml.ScalarStyle;
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
    List<ListEntry> entries = new ArrayList<>();
    for (Field item : list.items()) {
      entries.add(of(item));
    }
    return entries;
  }

  static ListEntry of(Field item) {
    if (!item.isScalar()) {
      return new ListEntry.Spelled(flow(item));
    }
    if (item.isNull()) {
      return new ListEntry.Spelled("null");
    }
    return isBare(item) ? new ListEntry.Spelled(item.text()) : new ListEntry.Text(item.text());
  }

  /** Whether it is a list or a mapping. */
  static boolean isNested(ListEntry entry) {
    return entry instanceof ListEntry.Spelled(String yaml)
        && (yaml.startsWith("[") || yaml.startsWith("{"));
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
  private static boolean isBare(Field scalar) {
    return !scalar.isQuoted()
        && ScalarText.looksTyped(scalar.scalarText())
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
