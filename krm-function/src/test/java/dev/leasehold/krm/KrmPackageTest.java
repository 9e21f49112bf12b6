package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.yaml.RandomYaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

class KrmPackageTest {
  /** Line breaks are written as {@code ~}, cuts as {@code |}. */
  @Test
  void aLaterDocumentMayBeginWithAByteOrderMark() {
    List<Document> documents = documents("a.yaml", "a: 1\n\ufeff---\nb: 2\n");
    assertEquals(List.of("a: 1\n", "\ufeff---\nb: 2\n"), texts(documents));
    assertEquals("2", documents.get(1).root().get("b").text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          a: 1~                              ; a: 1~
          a: 1                               ; a: 1
          a: 1~---~b: 2~                     ; a: 1~ | ---~b: 2~
          ---~a: 1~---~b: 2                  ; ---~a: 1~ | ---~b: 2
          # why~---~a: 1~                    ; # why~---~a: 1~
          %YAML 1.2~---~a: 1~                ; %YAML 1.2~---~a: 1~
          a: 1~# below~---~# above~b: 2~     ; a: 1~# below~ | ---~# above~b: 2~
          a: 1~--- # b~b: 2~                 ; a: 1~ | --- # b~b: 2~
          a: 1~---~---~b: 2~                 ; a: 1~ | ---~ | ---~b: 2~
          a: 1~---                           ; a: 1~ | ---
          a: |~  ---~  ...~b: 2~             ; a: |~  ---~  ...~b: 2~
          a: "x~  --- y"~                    ; a: "x~  --- y"~
          a: 1~----~                         ; a: 1~----~
          --- {a: 1}~--- [b]~                ; --- {a: 1}~ | --- [b]~
          a: 1~...~                          ; a: 1~...~
          a: 1~...~b: 2~                     ; a: 1~...~ | b: 2~
          a: 1~...~---~b: 2~                 ; a: 1~...~ | ---~b: 2~
          a: 1~...~# c~%YAML 1.2~---~b: 2~   ; a: 1~...~ | # c~%YAML 1.2~---~b: 2~
          # only a comment~                  ; # only a comment~
          """)
  void cutsAFileIntoItsDocuments(String file, String documents) {
    for (String lineBreak : List.of("\n", "\r\n")) {
      for (String mark : List.of("", "\ufeff")) {
        String text = mark + file.strip().replace("~", lineBreak);
        List<String> expected = new ArrayList<>();
        for (String document : documents.strip().split(" \\| ")) {
          expected.add((expected.isEmpty() ? mark : "") + document.replace("~", lineBreak));
        }
        assertEquals(expected, texts(documents("a.yaml", text)));
      }
    }
  }

  @Test
  void anEmptyFileHasNoDocument() {
    assertEquals(List.of(), documents("a.yaml", ""));
  }

  @Test
  void anErrorNamesTheLineOfTheFile() {
    List<Document> documents = documents("a.yaml", "# why\na: 1\n---\nb: 2\n...\n\nc: 3\n");
    List<String> places =
        documents.stream()
            .map(document ->
                document.root().get(document.root().keys().getFirst()).place().toString())
            .toList();
    assertEquals(List.of("a.yaml:2: a", "a.yaml:4: b", "a.yaml:7: c"), places);
  }

  @Test
  void filesComeInTheOrderOfTheirPaths() {
    KrmPackage files = KrmPackage.of(files("b.yaml", "b: 1\n", "a.yaml", "a: 1\n"));
    assertEquals(
        List.of("a.yaml", "b.yaml"), files.documents().stream().map(Document::file).toList());
  }

  @Test
  void unchangedDocumentsChangeNoFile() {
    KrmPackage files = KrmPackage.of(files("a.yaml", "a: 1\n---\nb: 2", "empty.yaml", ""));
    assertEquals(Map.of(), files.changed(files.documents()));
  }

  @Test
  void writesWhatChangedAndWhatIsNew() {
    KrmPackage files = KrmPackage.of(files("a.yaml", "a: 1\n---\nb: 2", "c.yaml", "c: 3\n"));
    List<Document> documents = new ArrayList<>(files.documents());
    documents.set(1, documents.get(1).withText("---\nb: 3"));
    documents.add(Document.inFile("d.yaml", 1, "d: 4\n"));
    assertEquals(Map.of("a.yaml", "a: 1\n---\nb: 3", "d.yaml", "d: 4\n"), files.changed(documents));
  }

  @Test
  void writesAFileThatLostADocument() {
    KrmPackage files = KrmPackage.of(files("a.yaml", "a: 1\n---\na: 1\n", "b.yaml", "b: 2\n"));
    List<Document> documents = new ArrayList<>(files.documents());
    Document last = documents.remove(1);
    assertEquals(Map.of("a.yaml", "a: 1\n"), files.changed(documents));
    documents.set(0, last);
    assertEquals(Map.of("a.yaml", "---\na: 1\n"), files.changed(documents));
    documents.set(0, last.withText(""));
    assertEquals(Map.of("a.yaml", ""), files.changed(documents));
  }

  @Test
  void theDocumentsOfAnyTextMakeUpTheText() {
    Random random = new Random(11);
    for (int i = 0; i < 50_000; i++) {
      String text = RandomYaml.soup(random);
      assertEquals(text, String.join("", texts(documents("a.yaml", text))));
    }
  }

  /**
   * Of a file that parses as a whole, each document parses to the same alone. A second {@code ...}
   * ends a document that nobody began, which only some parsers take.
   */
  @Test
  void cutsWhereAParserDoes() {
    Random random = new Random(12);
    int compared = 0;
    for (int i = 0; i < 50_000; i++) {
      String text = RandomYaml.soup(random);
      if (text.indexOf("...") < text.lastIndexOf("...")) {
        continue;
      }
      List<String> expected;
      try {
        expected = Streams.shapes(text);
      } catch (YamlEngineException e) {
        continue;
      }
      List<String> found = new ArrayList<>();
      for (Document document : documents("a.yaml", text)) {
        found.addAll(Streams.shapes(document.text()));
      }
      assertEquals(expected, found, text);
      compared += found.size() > 1 ? 1 : 0;
    }
    assertTrue(compared > 500, compared + " had several documents");
  }

  private static List<Document> documents(String path, String text) {
    return KrmPackage.of(files(path, text)).documents();
  }

  private static List<String> texts(List<Document> documents) {
    return documents.stream().map(Document::text).toList();
  }

  private static SequencedMap<String, String> files(String... pathsAndTexts) {
    SequencedMap<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return files;
  }
}
