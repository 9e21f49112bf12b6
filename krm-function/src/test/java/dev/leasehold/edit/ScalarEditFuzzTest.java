package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.text.TextEdit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The first line of the input is the new value of every scalar of the document after it. */
class ScalarEditFuzzTest {
  @FuzzTest
  void everyScalarReadsAsWhatItWasSetTo(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int line = text.indexOf('\n');
    if (line < 0) {
      return;
    }
    String value = text.substring(0, line);
    Document document = Document.inFile("a.yaml", 1, text.substring(line + 1));
    List<String> expected = new ArrayList<>();
    List<TextEdit> edits = new ArrayList<>();
    try {
      for (Field scalar : document.root().scalars()) {
        expected.add(scalar.path() + "=" + (set(scalar, value, edits) ? value : read(scalar)));
      }
    } catch (FieldException e) {
      return;
    }
    Document edited = document.withText(TextEdit.apply(document.text(), edits));
    List<String> found = new ArrayList<>();
    for (Field scalar : edited.root().scalars()) {
      found.add(scalar.path() + "=" + read(scalar));
    }
    assertEquals(expected, found, edited.text());
  }

  /** False for one that cannot be edited. */
  private static boolean set(Field scalar, String value, List<TextEdit> edits) {
    try {
      ScalarEdit.setText(scalar, value).ifPresent(edits::add);
      return true;
    } catch (FieldException e) {
      return false;
    }
  }

  private static String read(Field scalar) {
    return scalar.isNull() ? "" : scalar.text();
  }
}
