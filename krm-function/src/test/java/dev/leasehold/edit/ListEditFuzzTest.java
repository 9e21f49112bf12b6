package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Trees;
import dev.leasehold.yaml.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first line of the input says what becomes of the list, the rest is a document with the list
 * at {@code a.b}. A digit in the line keeps that element, a letter adds one with its own value.
 */
class ListEditFuzzTest {
  private static final List<String> PATH = List.of("a", "b");

  @FuzzTest
  void theListHoldsExactlyWhatWasAsked(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int line = text.indexOf('\n');
    if (line < 0) {
      return;
    }
    Document document = Document.inFile("a.yaml", 1, text.substring(line + 1));
    List<String> expected = new ArrayList<>();
    String others;
    Document edited;
    try {
      Field root = document.root();
      List<Field> old = list(root);
      List<Slot> slots = slots(text.substring(0, line), old.size());
      for (Slot slot : slots) {
        expected.add(
            switch (slot) {
              case Slot.Kept(int index) -> Trees.shape(old.get(index).node());
              case Slot.Added(ListEntry entry) -> shape(entry);
            });
      }
      others = EditedTrees.without(root, PATH);
      edited = document.with(ListEdit.arrange(root, PATH, slots));
    } catch (FieldException e) {
      return;
    }
    edited = edited.withText(edited.text());
    if (EditedTrees.isMiscounted(edited)) {
      return;
    }
    List<String> found = list(edited.root()).stream().map(f -> Trees.shape(f.node())).toList();
    assertEquals(expected, found, edited.text());
    assertEquals(others, EditedTrees.without(edited.root(), PATH), edited.text());
  }

  /** Empty where there is none, so that one is made. */
  private static List<Field> list(Field root) {
    Optional<Field> parent = root.find("a");
    return parent.flatMap(a -> a.find("b")).map(Field::items).orElse(List.of());
  }

  private static List<Slot> slots(String line, int size) {
    List<Slot> slots = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      int index = c - '0';
      if (index >= 0 && index < 10) {
        if (index < size && !kept.contains(index)) {
          kept.add(index);
          slots.add(new Slot.Kept(index));
        }
      } else {
        slots.add(new Slot.Added(entry(c, line)));
      }
    }
    return slots;
  }

  private static ListEntry entry(char c, String line) {
    return switch (c) {
      case 'k' -> ListEntry.Fields.of("k", "v");
      case 'l' -> ListEntry.Fields.of("k", line, "l", "2001:db8::/64");
      case 'w' -> new ListEntry.Text(line);
      case 'n' -> new ListEntry.Text("no");
      case 's' -> new ListEntry.Spelled("80");
      default -> new ListEntry.Text(String.valueOf(c));
    };
  }

  private static String shape(ListEntry entry) {
    return switch (entry) {
      case ListEntry.Text(String value) -> text(value);
      case ListEntry.Spelled(String yaml) -> Type.INT + "(" + yaml + ")";
      case ListEntry.Fields(var values, _) -> {
        List<String> fields = new ArrayList<>();
        values.forEach((key, value) -> fields.add(text(key) + ": " + text(value)));
        yield Type.MAPPING + "(" + String.join(", ", fields) + ")";
      }
    };
  }

  private static String text(String value) {
    return Type.STRING + "(" + value + ")";
  }
}
