package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListEditTest {
  private static final List<String> PATH = List.of("spec", "list");

  /**
   * Each case is the text before, what becomes of the list, and the text after. A number stands for
   * the element that is there, {@code x=1} for a new one with that field, a word for a new string.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void changesOnlyTheLinesThatMustChange(String name, String before, String slots, String after) {
    assertEquals(after, edit(before, slots), name);
    assertEquals(
        after.replace("\n", "\r\n"), edit(before.replace("\n", "\r\n"), slots), name + ", CRLF");
    assertEquals(
        after.stripTrailing(), edit(before.stripTrailing(), slots), name + ", no final newline");
  }

  static Stream<Arguments> cases() {
    return ListEditCases.read().stream()
        .map(c -> Arguments.of(c.name(), c.before(), c.slots(), c.after()));
  }

  @Test
  void aKeyThatIsABooleanToSomeReadersIsQuoted() {
    Document document = Document.inFile("a.yaml", 1, "a: b\n");
    List<Slot> slots = List.of(new Slot.Added(new ListEntry.Text("n")));
    assertEquals(
        "a: b\nspec:\n  \"on\":\n  - \"n\"\n",
        document.with(ListEdit.arrange(document.root(), List.of("spec", "on"), slots)).text());
  }

  @Test
  void replacedValuesKeepTheLineBreaksAroundThem() {
    Document document = Document.inFile("a.yaml", 1, "spec:\n  list:\n  - a\r\n  - b # why\n");
    assertEquals(
        "spec:\n  list:\n  - x\r\n  - z # why\n", arranged(document, added("x"), added("z")));
    assertEquals(
        "spec:\n  list:\n  - a\r\n  - z # why\n", arranged(document, new Slot.Kept(0), added("z")));
  }

  private static String arranged(Document document, Slot... slots) {
    return document.with(ListEdit.arrange(document.root(), PATH, List.of(slots))).text();
  }

  private static Slot added(String text) {
    return new Slot.Added(new ListEntry.Text(text));
  }

  @Test
  void sayingWhatIsThereChangesNothing() {
    Document document = Document.inFile("a.yaml", 1, "spec:\n  list: # why\n  - a\n  -  b\n");
    List<Slot> slots = List.of(new Slot.Kept(0), new Slot.Kept(1));
    assertSame(document, document.with(ListEdit.arrange(document.root(), PATH, slots)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec: {}\n", "spec:\n", "a: b\n", "spec:\n  list: []\n"})
  void anEmptyListIsNotMadeWhereThereIsNone(String text) {
    assertEquals(text, edit(text, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spec:~  list: &x [a]~y: *x~            | a.yaml:2: spec.list: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          spec:~  list: &x~  - a~y: [*x]~        | a.yaml:2: spec.list: is also read by the alias *x on line 4, which would change too; write the value there instead of the alias
          spec: &x~  list: [a]~y: *x~            | a.yaml:2: spec.list: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          y: &x~  list: [a]~spec: *x~            | a.yaml:2: spec.list: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          spec: &x~  a: b~y: *x~                 | a.yaml:1: spec: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          spec:~  list: &x []~y: *x~             | a.yaml:2: spec.list: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          spec:~  list:~  - &x a~y: *x~          | a.yaml:3: spec.list[0]: cannot be removed: its anchor is read by the alias *x on line 4; write the value there instead of the alias
          spec:~  list:~  - {k: &x a}~  - *x~    | a.yaml:3: spec.list[0]: cannot be removed: its anchor is read by the alias *x on line 4; write the value there instead of the alias
          spec:~  list: *x~y: &x [a]~            | a.yaml:2: not readable as YAML: the alias *x has no anchor &x above it
          b: &x {list: [a]}~spec:~  <<: *x~ | a.yaml:1: spec.list: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          b: &x {list: [a]}~spec: {<<: [*x]}~ | a.yaml:1: spec.list: is also read by the alias *x on line 2, which would change too; write the value there instead of the alias
          spec: &x {list: *x}~                   | a.yaml:1: spec.list: must be a list
          spec: text~                            | a.yaml:1: spec: must be a mapping of fields
          spec: []~                              | a.yaml:1: spec: must be a mapping of fields
          spec:~  list: text~                    | a.yaml:2: spec.list: must be a list
          spec:~  list: {}~                      | a.yaml:2: spec.list: must be a list
          """)
  void refusesWhatItCannotEdit(String text, String message) {
    FieldException e =
        assertThrows(FieldException.class, () -> edit(text.replace('~', '\n'), "new"));
    assertEquals(message, e.finding().toString());
  }

  private static String edit(String text, String slots) {
    Document document = Document.inFile("a.yaml", 1, text);
    List<Slot> parsed = new ArrayList<>();
    for (String slot : slots.split(",")) {
      parse(slot.strip()).ifPresent(parsed::add);
    }
    return document.with(ListEdit.arrange(document.root(), PATH, parsed)).text();
  }

  private static Optional<Slot> parse(String slot) {
    if (slot.isEmpty()) {
      return Optional.empty();
    }
    if (slot.matches("[0-9]")) {
      return Optional.of(new Slot.Kept(Integer.parseInt(slot)));
    }
    if (slot.indexOf('=') < 0) {
      return Optional.of(new Slot.Added(new ListEntry.Text(slot)));
    }
    SequencedMap<String, String> fields = new LinkedHashMap<>();
    for (String field : slot.split("\\+")) {
      int equals = field.indexOf('=');
      fields.put(field.substring(0, equals), field.substring(equals + 1));
    }
    return Optional.of(new Slot.Added(new ListEntry.Fields(fields)));
  }
}
