package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Trees;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.RandomYaml;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any scalar of any text is set, and nothing else changes. */
class ScalarEditLawTest {
  static IntStream seeds() {
    return IntStream.rangeClosed(1, 4);
  }

  private static final List<String> VALUES =
      List.of(
          "b", "5", "it's", "a: b", "", " x", "x ", "a\nb", "a\n", "\na", "a\n\n", "é😀", "#",
          "\t");

  /** Any scalar of any text: it reads as the value, and all else as before. */
  @ParameterizedTest
  @MethodSource("seeds")
  void anyScalarReadsAsItIsSetAndAllElseAsBefore(int seed) {
    Random random = new Random(seed);
    int edited = 0;
    int refused = 0;
    for (int i = 0; i < 40_000; i++) {
      Document document =
          Document.inFile(
              "a.yaml",
              1,
              random.nextBoolean() ? RandomYaml.resourceList(random) : RandomYaml.soup(random));
      try {
        List<Field> scalars = document.root().scalars();
        if (scalars.isEmpty()) {
          continue;
        }
        int index = random.nextInt(scalars.size());
        String value = RandomYaml.pick(VALUES, random);
        Optional<TextEdit> edit =
            random.nextBoolean()
                ? ScalarEdit.set(scalars.get(index), value)
                : ScalarEdit.setText(scalars.get(index), value);
        if (edit.isEmpty()) {
          continue;
        }
        edited++;
        Document after = document.with(List.of(edit.get()));
        String both = document.text() + "\nbecame\n" + after.text();
        List<Field> now = assertDoesNotThrow(() -> after.root().scalars(), both);
        assertEquals(scalars.size(), now.size(), both);
        for (int j = 0; j < now.size(); j++) {
          if (j == index) {
            assertEquals(value, now.get(j).isNull() ? "" : now.get(j).text(), both);
          } else {
            assertEquals(Trees.shape(scalars.get(j).node()), Trees.shape(now.get(j).node()), both);
          }
        }
      } catch (FieldException e) {
        refused++;
      }
    }
    assertTrue(edited > 500, edited + " were edited, " + refused + " refused");
  }
}
