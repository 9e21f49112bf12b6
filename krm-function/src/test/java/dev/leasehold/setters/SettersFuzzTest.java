package dev.leasehold.setters;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The first line of the input is what the setter {@code a} sets, the rest a document. */
class SettersFuzzTest {
  @FuzzTest
  void setsWithoutBreakingTheDocument(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int value = text.indexOf('\n');
    if (value < 0) {
      return;
    }
    Map<String, String> values = Map.of("a", text.substring(0, value));
    Document set;
    try {
      Document document = Document.inFile("a.yaml", 1, text.substring(value + 1));
      set = Setters.apply(document, values).document();
    } catch (FieldException e) {
      return;
    }
    set = set.withText(set.text());
    set.tree(); // parses
    assertEquals(set.text(), Setters.apply(set, values).document().text());
  }
}
