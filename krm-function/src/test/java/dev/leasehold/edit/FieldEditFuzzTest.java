package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The first line of the input is the value for the field {@code a.b.c} of the document after it.
 */
class FieldEditFuzzTest {
  private static final List<String> PATH = List.of("a", "b", "c");

  @FuzzTest
  void theFieldIsSetAndRemovedAndNothingElse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int line = text.indexOf('\n');
    if (line < 0) {
      return;
    }
    String value = text.substring(0, line);
    Document document = Document.inFile("a.yaml", 1, text.substring(line + 1));
    set(document, value).ifPresent(FieldEditFuzzTest::remove);
    remove(document);
  }

  private static Optional<Document> set(Document document, String value) {
    String others;
    Document edited;
    try {
      Field root = document.root();
      others = EditedTrees.without(root, PATH);
      edited = document.with(FieldEdit.set(root, PATH, value));
    } catch (FieldException e) {
      return Optional.empty();
    }
    edited = edited.withText(edited.text());
    if (EditedTrees.isMiscounted(edited)) {
      return Optional.empty();
    }
    assertEquals(value, edited.root().get("a").get("b").get("c").text(), edited.text());
    assertEquals(others, EditedTrees.without(edited.root(), PATH), edited.text());
    return Optional.of(edited);
  }

  private static void remove(Document document) {
    String others;
    Document edited;
    try {
      Field root = document.root();
      others = EditedTrees.without(root, PATH);
      edited = document.with(FieldEdit.remove(root, PATH));
    } catch (FieldException e) {
      return;
    }
    edited = edited.withText(edited.text());
    if (others.isEmpty()) {
      return; // it was all there was
    }
    assertEquals(others, EditedTrees.without(edited.root(), PATH), edited.text());
    assertEquals(
        Optional.empty(),
        edited
            .root()
            .findNullable("a")
            .filter(Field::isMapping)
            .flatMap(a -> a.findNullable("b"))
            .filter(Field::isMapping)
            .flatMap(b -> b.findNullable("c"))
            .map(Field::path));
  }
}
