package dev.leasehold.setters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ResourceList;
import dev.leasehold.krm.Words;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines and fields must come to the same: what the lines accept, a parser sees alike. */
class SetterLinesTest {
  private static final SetterSource VALUES =
      SetterSource.of(
          Map.of(
              "a", "web", "b", "8080", "c", "2001:db8::1", "d", "x: \"y\"", "e", "", "f", "yes"));

  private static final String PLAIN =
      """
      # a comment, kpt-set: ${a}
      ---
      apiVersion: v1 # kept
      kind: "Service"
      metadata:
        name: 'old' # kpt-set: ${a}
        annotations:
          leasehold.dev/x: "1" # kpt-set: ${b}
      spec:
        text: |
          not: me

          - nor me
        ports:
        - name: http
          port: 80 # kpt-set: ${b}
        -
          port: 443
        lists:
          - - deep # kpt-set: ${a}-${c}
            - x
          - []
        none:
        last: x # kpt-set: ${unknown}
      """;

  @Test
  void setsPlainLinesWithoutAParser() {
    for (String lineBreak : List.of("\n", "\r\n")) {
      Document document = document(PLAIN.replace("\n", lineBreak));
      Setters.Outcome outcome = Setters.applyToLines(document, VALUES).orElseThrow();
      assertEquals(
          PLAIN
              .replace("'old'", "'web'")
              .replace("\"1\" #", "\"8080\" #")
              .replace("80 #", "8080 #")
              .replace("80808080", "8080")
              .replace("deep #", "web-2001:db8::1 #")
              .replace("\n", lineBreak),
          outcome.document().text());
      assertEquals(
          List.of(
              "a.yaml:6: Service old: metadata.name",
              "a.yaml:8: Service old: metadata.annotations[leasehold.dev/x]",
              "a.yaml:16: Service old: spec.ports[0].port",
              "a.yaml:20: Service old: spec.lists[0][0]"),
          outcome.sets().stream().map(set -> set.place().toString()).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: x # kpt-set: ${a}\na: y\n",
        "a: &b x # kpt-set: ${a}\n",
        "a: *b # kpt-set: ${a}\n",
        "a: !!str x # kpt-set: ${a}\n",
        "a: # kpt-set: ${a}\n",
        "a: [x] # kpt-set: ${a}\n",
        "a: x\n# kpt-set: ${a}\n",
        "a: |\n  x # kpt-set: ${a}\n",
        "a: {b: c}\nc: x # kpt-set: ${a}\n",
        "a: \"x\n  # kpt-set: ${a}\"\nb: x # kpt-set: ${a}\n",
        "a: x\n  y # kpt-set: ${a}\n",
        "a: |2\n   x\nb: x # kpt-set: ${a}\n",
        "a:\tx # kpt-set: ${a}\n",
        "? a\n: x # kpt-set: ${a}\n",
        "a: x #kpt-set: ${a}\n",
        "a: x # kpt-set: ${a\n",
        "a: 'it''s' # kpt-set: ${a}\n",
        "a: '''s' # kpt-set: ${a}\n",
        "a: \"\\n\" # kpt-set: ${a}\n",
        "a: -.inf # kpt-set: ${b}\n",
        "a: +.inf # kpt-set: ${b}\n",
        "a: NULL # kpt-set: ${b}\n",
        "a: x-y-z # kpt-set: ${a}-${q}\n",
        "a: x # kpt-set: a\nb: x # kpt-set: ${a}\n",
        "metadata:\n  name: 'it''s'\na: x # kpt-set: ${a}\n",
        "kpt-set: x\na: x # kpt-set: ${a}\n",
        "a: ~ # kpt-set: ${b}\n",
        "a: x # kpt-set: ${q}-${a}\n",
        "# 😀\na: x # kpt-set: ${a}\n",
        "# \u2028\na: x # kpt-set: ${a}\n",
        "# \ud800\na: x # kpt-set: ${a}\n",
        "# \u0085\na: x # kpt-set: ${a}\n",
        "# \u007f\na: x # kpt-set: ${a}\n",
      })
  void leavesEverythingElseToTheParser(String text) {
    String object = "apiVersion: v1\nkind: A\n" + text;
    assertEquals(Optional.empty(), Setters.applyToLines(document(object), VALUES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1.5 | 8080
          +1  | 8080
          -1  | 8080
          ""  | "8080"
          "~" | "8080"
          """)
  void setsNumbersAndTextInQuotesWithoutAParser(String before, String after) {
    String object = "apiVersion: v1\nkind: A\na: %s # kpt-set: ${b}\n";
    Setters.Outcome outcome =
        Setters.applyToLines(document(object.formatted(before)), VALUES).orElseThrow();
    assertEquals(object.formatted(after), outcome.document().text());
    assertEquals(Set.of("b"), outcome.used());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: {b: x}\n",
        "# a: x # kpt-set: ${a}\na: {b: x}\n",
        "\t# about kpt-set: ${a}\na: {b: x}\n",
        "a: {b: x} # kpt-set: ${unknown}\n",
        "# kpt-set: ${unknown}\na: {b: x}\n",
      })
  void leavesNothingToTheParserWhereNothingIsGiven(String text) {
    Document document = document(text);
    Setters.Outcome outcome = Setters.applyToLines(document, VALUES).orElseThrow();
    assertSame(document, outcome.document());
    assertEquals(List.of(), outcome.sets());
    assertEquals(List.of(), outcome.findings());
    assertEquals(Set.of(), outcome.used());
  }

  @Test
  void leavesAListAtTheTopOfAFileToTheParser() {
    String text = "- a: x # kpt-set: ${a}\n";
    assertEquals(Optional.empty(), Setters.applyToLines(document(text), VALUES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", "😀", "\u2028", "\u007f"})
  void leavesAnItemToTheParserWhoseFirstLineHasOddCharacters(String odd) {
    for (String lineBreak : List.of("\n", "\r\n")) {
      String item = "- apiVersion: v1 #" + odd + "\n  kind: A\n  a: x # kpt-set: ${a}\n";
      Document document =
          ResourceList.parse(
                  ("kind: ResourceList\nitems:\n" + item)
                      .replace("\n", lineBreak)
                      .getBytes(StandardCharsets.UTF_8),
                  Words.NONE)
              .items()
              .getFirst();
      assertEquals(Optional.empty(), Setters.applyToLines(document, VALUES));
    }
  }

  @Test
  void takesAQuestionMarkAndLettersOfOtherAlphabets() {
    String text =
        "apiVersion: v1\nkind: A\na: ich? größe 日本 # kpt-set: ${a}\nb: x # kpt-set: ${b}\n";
    Setters.Outcome outcome = Setters.applyToLines(document(text), VALUES).orElseThrow();
    assertEquals(
        text.replace("ich? größe 日本 #", "web #").replace("x #", "\"8080\" #"),
        outcome.document().text());
  }

  @Test
  void linesAndFieldsComeToTheSame() {
    Random random = new Random(7);
    int told = 0;
    for (int i = 0; i < 30_000; i++) {
      String text = new RandomLines(random).document();
      Optional<Setters.Outcome> lines = Setters.applyToLines(document(text), VALUES);
      if (lines.isEmpty() || lines.get().sets().isEmpty()) {
        continue;
      }
      told++;
      try {
        Document parsed = document(text);
        assertTrue(parsed.object().isPresent(), text);
        Setters.Outcome fields = Setters.apply(parsed, VALUES);
        assertEquals(fields.document().text(), lines.get().document().text(), text);
        assertEquals(fields.sets(), lines.get().sets(), text);
        assertEquals(fields.used(), lines.get().used(), text);
        assertEquals(fields.findings(), lines.get().findings(), text);
      } catch (FieldException e) {
        throw new AssertionError("only the lines accept\n" + text, e);
      }
    }
    assertTrue(told > 3_000, told + " of 30000 were plain");
  }

  @Test
  void noTextMakesTheScannerFail() {
    Random random = new Random(8);
    String alphabet = "- a:\n#\"'|>[]{}k\r\t~\\";
    String odd = "\u0000\u007f\u0085\ud800\u00e9\r\t-\n";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("apiVersion: v1\nkind: A\n");
      for (int c = random.nextInt(40); c > 0; c--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      text.append("x: y # kpt-set: ${a}\n");
      if (random.nextInt(4) == 0) {
        text.insert(0, "- ");
      }
      if (random.nextBoolean()) {
        text.insert(random.nextInt(text.length()), odd.charAt(random.nextInt(odd.length())));
      }
      Optional<Setters.Outcome> lines = Setters.applyToLines(document(text.toString()), VALUES);
      if (lines.isPresent() && !lines.get().sets().isEmpty()) { // else it need not be YAML
        Setters.Outcome fields = Setters.apply(document(text.toString()), VALUES);
        assertEquals(fields.sets(), lines.get().sets());
        assertEquals(fields.used(), lines.get().used());
        assertEquals(fields.findings(), lines.get().findings());
        assertEquals(fields.document().text(), lines.get().document().text());
      }
    }
  }

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
