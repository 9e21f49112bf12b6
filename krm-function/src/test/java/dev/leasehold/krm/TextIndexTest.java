package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class TextIndexTest {
  private static final WordSearch SEARCH = WordSearch.of(List.of("leasehold.dev/", "CiliumBGP"));
  private static final String THREE =
      "# \u00fcber\nkind: A\n---\nkind: B # leasehold.dev/x\n...\n---\nkind: Gateway\n";

  private int reads;

  @Test
  void givesTheDocumentsThatTheTextHas() {
    for (String text :
        List.of(
            "",
            "a: 1",
            "\n\n",
            "\ufeff---\na: 1\n",
            "---\na: 1\n---\n---\nb: 2\n...\n# end\n",
            THREE)) {
      List<Document> expected = KrmPackage.of(new TreeMap<>(Map.of("d/f.yaml", text))).documents();
      List<Document> documents = TextIndex.of(text, SEARCH).documents("d/f.yaml", () -> text);
      assertEquals(expected.stream().map(Document::text).toList(), texts(documents));
      assertEquals(
          expected.stream().map(d -> d.fileLine(0)).toList(),
          documents.stream().map(d -> d.fileLine(0)).toList());
      assertTrue(documents.stream().allMatch(d -> d.file().equals("d/f.yaml")));
    }
  }

  @Test
  void answersForTheWordsOfTheSearchWithoutReading() {
    List<Document> documents = TextIndex.of(THREE, SEARCH).documents("f.yaml", reading(THREE));
    assertEquals(List.of(false, true, false), mentions(documents, "leasehold.dev/"));
    assertEquals(List.of(false, false, false), mentions(documents, "CiliumBGP"));
    WordSet words = WordSet.of("CiliumBGP", "leasehold.dev/");
    assertEquals(
        List.of(false, true, false), documents.stream().map(d -> d.mentions(words)).toList());
    assertEquals(0, reads);
  }

  @Test
  void readsOnceForAnotherWord() {
    TextIndex index = TextIndex.of(THREE, SEARCH);
    assertEquals(
        List.of(false, false, true),
        mentions(index.documents("f.yaml", reading(THREE)), "Gateway"));
    assertEquals(
        List.of(false, false, true),
        mentions(index.documents("g.yaml", reading(THREE)), "Gateway"));
    assertTrue(index.mentions("Gateway", reading(THREE)));
    assertFalse(index.mentions("Ingress", reading(THREE)));
    assertEquals(2, reads);
  }

  @Test
  void forgetsTheOldestOfManyOtherWords() {
    TextIndex index = TextIndex.of(THREE, SEARCH);
    List<Document> documents = index.documents("f.yaml", reading(THREE));
    for (int i = 0; i < 100; i++) {
      assertFalse(documents.getFirst().mentions("word" + i));
    }
    assertEquals(100, reads);
    assertFalse(documents.getLast().mentions("word99"));
    assertTrue(documents.getLast().mentions("Gateway"));
    assertEquals(101, reads);
  }

  @Test
  void answersForEachOfManyDocuments() {
    String text = "kind: A\n---\n".repeat(100) + "kind: Gateway\n";
    List<Document> documents = TextIndex.of(text, SEARCH).documents("f.yaml", () -> text);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      if (documents.get(i).mentions("Gateway")) {
        found.add(i);
      }
    }
    assertEquals(List.of(100), found);
  }

  @Test
  void answersForAnEditedDocumentByItsText() {
    Document document =
        TextIndex.of("a: leasehold.dev/\n", SEARCH)
            .documents("f.yaml", () -> "a: leasehold.dev/\n")
            .getFirst();
    Document edited = document.withText("a: CiliumBGP\n");
    assertTrue(edited.mentions("CiliumBGP"));
    assertFalse(edited.mentions("leasehold.dev/"));
    assertEquals("f.yaml", edited.file());
  }

  @Test
  void refusesTheTextOfAnotherFile() {
    Document document = TextIndex.of("a: 1\n", SEARCH).documents("f.yaml", () -> "").getFirst();
    assertThrows(IllegalArgumentException.class, document::text);
  }

  private Supplier<String> reading(String text) {
    return () -> {
      reads++;
      return text;
    };
  }

  private static List<String> texts(List<Document> documents) {
    return documents.stream().map(Document::text).toList();
  }

  private static List<Boolean> mentions(List<Document> documents, String word) {
    return documents.stream().map(document -> document.mentions(word)).toList();
  }
}
