package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.krm.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;
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
    List<Slot> slots = List.of(new Slot.Added(new Entry.Text("n")));
    assertEquals(
        "a: b\nspec:\n  \"on\":\n  - \"n\"\n",
        document.with(ListEdit.arrange(document.root(), List.of("spec", "on"), slots)).text());
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
          spec:~  list: &x [a]~y: *x~            | a.yaml:2: spec.list: is read by the alias *x on line 3 too, which would change with it; write the value there instead of the alias
          spec:~  list: &x~  - a~y: [*x]~        | a.yaml:2: spec.list: is read by the alias *x on line 4 too, which would change with it; write the value there instead of the alias
          spec: &x~  list: [a]~y: *x~            | a.yaml:2: spec.list: is read by the alias *x on line 3 too, which would change with it; write the value there instead of the alias
          y: &x~  list: [a]~spec: *x~            | a.yaml:2: spec.list: is read by the alias *x on line 3 too, which would change with it; write the value there instead of the alias
          spec: &x~  a: b~y: *x~                 | a.yaml:1: spec: is read by the alias *x on line 3 too, which would change with it; write the value there instead of the alias
          spec:~  list: &x []~y: *x~             | a.yaml:2: spec.list: is read by the alias *x on line 3 too, which would change with it; write the value there instead of the alias
          spec:~  list:~  - &x a~y: *x~          | a.yaml:3: spec.list[0]: is to go, but has an anchor that the alias *x on line 4 reads; write the value there instead of the alias
          spec:~  list:~  - {k: &x a}~  - *x~    | a.yaml:3: spec.list[0]: is to go, but has an anchor that the alias *x on line 4 reads; write the value there instead of the alias
          spec:~  list: *x~y: &x [a]~            | a.yaml:2: not readable as YAML: the alias *x has no anchor &x above it
          b: &x {list: [a]}~spec:~  <<: *x~ | a.yaml:1: spec.list: is read by the alias *x on line 3 too, which would change with it; write the value there instead of the alias
          b: &x {list: [a]}~spec: {<<: [*x]}~ | a.yaml:1: spec.list: is read by the alias *x on line 2 too, which would change with it; write the value there instead of the alias
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

  static IntStream seeds() {
    return IntStream.rangeClosed(1, 4);
  }

  /** A parse afterwards finds exactly the wanted elements, and the rest of the text is the same. */
  @ParameterizedTest
  @MethodSource("seeds")
  void anyEditGivesExactlyTheWantedElements(int seed) {
    Random random = new Random(seed);
    int count = 0;
    for (int i = 0; i < 5_000; i++) {
      RandomLists.Text text = RandomLists.text(random);
      Document document = Document.inFile("a.yaml", 1, text.whole());
      List<Field> old = document.root().get("spec").get("list").items();
      List<Slot> slots = RandomLists.slots(random, old.size());
      List<String> expected = new ArrayList<>();
      for (Slot slot : slots) {
        expected.add(
            switch (slot) {
              case Slot.Kept(int index) -> Trees.shape(old.get(index).node());
              case Slot.Added(Entry entry) -> shape(entry);
            });
      }
      Document edited;
      try {
        edited = document.with(ListEdit.arrange(document.root(), PATH, slots));
      } catch (FieldException e) {
        assertTrue(e.finding().message().contains("anchor"), e.finding().toString());
        continue;
      }
      Document after = edited;
      String both = text.whole() + "\nbecame\n" + after.text();
      assertEquals(
          expected,
          assertDoesNotThrow(
              () ->
                  after.root().get("spec").get("list").items().stream()
                      .map(f -> Trees.shape(f.node()))
                      .toList(),
              both),
          both);
      assertTrue(after.text().startsWith(text.before()), after.text());
      assertTrue(after.text().endsWith(text.behind().stripLeading()), after.text());
      count++;
    }
    assertTrue(count > 4_000, count + " of 5000 were edited");
  }

  private static String shape(Entry entry) {
    String text =
        switch (entry) {
          case Entry.Text(String value) -> ScalarText.doubleQuoted(value);
          case Entry.Spelled(String yaml) -> yaml;
          case Entry.Fields(var values, _) -> {
            List<String> fields = new ArrayList<>();
            values.forEach((key, value) -> fields.add(key + ": " + ScalarText.doubleQuoted(value)));
            yield "{" + String.join(", ", fields) + "}";
          }
        };
    return Trees.shape(text);
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
      return Optional.of(new Slot.Added(new Entry.Text(slot)));
    }
    SequencedMap<String, String> fields = new LinkedHashMap<>();
    for (String field : slot.split("\\+")) {
      int equals = field.indexOf('=');
      fields.put(field.substring(0, equals), field.substring(equals + 1));
    }
    return Optional.of(new Slot.Added(new Entry.Fields(fields)));
  }
}
