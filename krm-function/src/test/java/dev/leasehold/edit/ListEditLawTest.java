package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.krm.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any list of any shape holds what was asked, and nothing else changes. */
class ListEditLawTest {
  private static final List<String> PATH = List.of("spec", "list");

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
              case Slot.Added(ListEntry entry) -> shape(entry);
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
      assertTrue(after.text().endsWith(text.following().stripLeading()), after.text());
      count++;
    }
    assertTrue(count > 4_000, count + " of 5000 were edited");
  }

  private static String shape(ListEntry entry) {
    String text =
        switch (entry) {
          case ListEntry.Text(String value) -> ScalarText.doubleQuoted(value);
          case ListEntry.Spelled(String yaml) -> yaml;
          case ListEntry.Fields(var values, _) -> {
            List<String> fields = new ArrayList<>();
            values.forEach((key, value) -> fields.add(key + ": " + ScalarText.doubleQuoted(value)));
            yield "{" + String.join(", ", fields) + "}";
          }
        };
    return Trees.shape(text);
  }
}
