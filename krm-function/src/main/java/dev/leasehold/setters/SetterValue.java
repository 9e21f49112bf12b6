package dev.leasehold.setters;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import java.util.List;
import java.util.Optional;

/** The value of a setter. */
public sealed interface SetterValue {
  /** A single value, for scalars and parts of them. */
  record Single(String text) implements SetterValue {}

  /**
   * The elements of a list.
   *
   * @param text its text as a single value: JSON in a ConfigMap can be meant as either; empty where
   *     it is only a list
   */
  record Items(List<ListEntry> items, String text) implements SetterValue {
    public Items {
      items = List.copyOf(items);
    }

    /** A list that is not a single value too. */
    public Items(List<ListEntry> items) {
      this(items, "");
    }
  }

  /** Several texts: joined by commas inside a scalar, elements on a list. */
  record Joined(List<String> texts) implements SetterValue {
    public Joined {
      texts = List.copyOf(texts);
    }
  }

  /** A known name without a value: an error wherever it is used. */
  record Refused(String why) implements SetterValue {}

  /**
   * The value of a field: a YAML list, or one value. Text that is itself a YAML list, {@code [a,
   * b]} or lines of {@code - a}, is a list, as in kpt's ConfigMaps.
   *
   * @throws FieldException for a mapping, or a list with an alias of a list or mapping
   */
  static SetterValue read(Field field) {
    if (field.isList()) {
      return new Items(SetterEntry.all(field));
    }
    if (field.isMapping()) {
      throw field.error("must be a single value or a list");
    }
    String text = text(field);
    Optional<List<ListEntry>> items = listIn(text);
    return items.isPresent()
        ? new Items(items.get(), SetterEntry.hasNested(items.get()) ? text : "")
        : new Single(text);
  }

  private static Optional<List<ListEntry>> listIn(String text) {
    String start = text.stripLeading();
    if (!start.startsWith("[") && !start.startsWith("- ") && !start.startsWith("-\n")) {
      return Optional.empty();
    }
    try {
      Field root =
          Document.inFile("", 0, "v:\n" + (start.startsWith("[") ? " " : "") + text).root();
      return root.keys().size() == 1 && root.get("v").isList()
          ? Optional.of(SetterEntry.all(root.get("v")))
          : Optional.empty();
    } catch (FieldException e) {
      return Optional.empty(); // text that only begins like a list
    }
  }

  /** A single value; empty for null. */
  static String text(Field scalar) {
    return scalar.isNull() ? "" : scalar.text();
  }
}
