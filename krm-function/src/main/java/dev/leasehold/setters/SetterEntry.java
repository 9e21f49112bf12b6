package dev.leasehold.setters;

import dev.leasehold.edit.Entry;
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
  static List<Entry> all(Field list) {
    List<Entry> entries = new ArrayList<>();
    for (Field item : list.items()) {
      entries.add(of(item));
    }
    return entries;
  }

  static Entry of(Field item) {
    if (!item.isScalar()) {
      return new Entry.Spelled(flow(item));
    }
    if (item.isNull()) {
      return new Entry.Spelled("null");
    }
    return isBare(item) ? new Entry.Spelled(item.text()) : new Entry.Text(item.text());
  }

  /** Whether it is a list or a mapping. */
  static boolean isNested(Entry entry) {
    return entry instanceof Entry.Spelled(String yaml)
        && (yaml.startsWith("[") || yaml.startsWith("{"));
  }

  /** What a person reads of it. */
  static String shown(Entry entry) {
    return switch (entry) {
      case Entry.Text(String value) -> value;
      case Entry.Spelled(String yaml) -> yaml;
      case Entry.Fields(var values, _) -> values.toString();
    };
  }

  /** Whether it is no string and says so without a tag. */
  private static boolean isBare(Field scalar) {
    return !scalar.isQuoted()
        && ScalarText.looksTyped(scalar.scalarText())
        && (scalar.isAlias() || !scalar.document().text().startsWith("!", scalar.start()));
  }

  private static String flow(Field value) {
    if (value.isScalar()) {
      return switch (of(value)) {
        case Entry.Spelled(String yaml) -> yaml;
        case Entry other -> ScalarText.writeInFlow(shown(other), ScalarStyle.PLAIN, "");
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
