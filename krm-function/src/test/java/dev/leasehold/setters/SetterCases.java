package dev.leasehold.setters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import java.util.List;
import java.util.Optional;

/** Applies one setter, {@code a}, to a text. */
final class SetterCases {
  private SetterCases() {}

  /** What the value is for {@code ${a}}; {@code ${l}} is a single value. */
  static Optional<SetterValue> given(String name, SetterValue value) {
    return switch (name) {
      case "a" -> Optional.of(value);
      case "l" -> Optional.of(text("l"));
      default -> Optional.empty();
    };
  }

  static String set(String text, SetterValue value) {
    return apply(text, name -> given(name, value));
  }

  /** The text with its setters applied; the second time changes nothing. */
  static String apply(String text, SetterSource values) {
    Document once = Setters.apply(document(text), values).document();
    assertEquals(List.of(), Setters.apply(once, values).sets());
    return once.text();
  }

  static String error(String text, SetterValue value) {
    return assertThrows(
            FieldException.class, () -> Setters.apply(document(text), name -> given(name, value)))
        .finding()
        .message();
  }

  static SetterValue text(String text) {
    return new SetterValue.Single(text);
  }

  /** As the package gives it. */
  static SetterValue read(String yaml) {
    return SetterValue.read(document("v: " + yaml + "\n").root().get("v"));
  }

  static SetterValue list(String... items) {
    return new SetterValue.Items(
        List.of(items).stream().<ListEntry>map(ListEntry.Text::new).toList());
  }

  static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
