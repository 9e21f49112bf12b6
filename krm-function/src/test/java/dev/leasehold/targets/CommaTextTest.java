package dev.leasehold.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses with commas between them: only those that change do. */
class CommaTextTest {
  private static final Slot NEW = new Slot.Added(new ListEntry.Text("::9"));

  private static CommaText text(Document document, boolean keepsWords) {
    return new CommaText(
        document.root(), List.of("a.b/c"), new SingleAddresses(), !keepsWords, keepsWords);
  }

  private static Document document(String value) {
    return Document.inFile("a.yaml", 1, "a.b/c: " + value + "\nd: e\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '%',
      value = {
        "\"10.0.0.1,::1\"          | \"10.0.0.1,::9\"",
        "\"10.0.0.1, ::1\" # both  | \"10.0.0.1, ::9\" # both",
        "\"word , ::1,\" # kept    | \"word, ::9\" # kept",
      })
  void theSeparatorAndTheQuotesAreThoseThatAreThere(String before, String after) {
    Document document = document(before);
    Document edited = document.with(text(document, true).arrange(List.of(new Slot.Kept(0), NEW)));
    assertEquals("a.b/c: " + after + "\nd: e\n", edited.text());
  }

  @Test
  void theSameElementsAreNoEdit() {
    Document document = document("10.0.0.1 ,  ::1");
    assertEquals(
        List.of(), text(document, true).arrange(List.of(new Slot.Kept(0), new Slot.Kept(1))));
  }

  @Test
  void withoutElementsTheKeyIsRemoved() {
    Document document = document("::1");
    assertEquals("d: e\n", document.with(text(document, true).arrange(List.of())).text());
  }

  @Test
  void wordsStayOrAreAPlaceholder() {
    assertEquals(List.of("to", "fill"), text(document("to, fill"), true).shown());
    assertEquals(List.of(), text(document("to, fill"), false).shown());
    assertEquals(List.of("to", "::1"), text(document("to, ::1"), false).shown());
  }

  @Test
  void isMadeWhereItIsMissing() {
    Document document = Document.inFile("a.yaml", 1, "d: e\n");
    assertEquals(
        "d: e\na.b/c: ::9\n",
        document.with(text(document, true).arrange(List.of(NEW))).text().replace("\"::9\"", "::9"));
    assertEquals("[a.b/c]", text(document, true).path());
  }
}
