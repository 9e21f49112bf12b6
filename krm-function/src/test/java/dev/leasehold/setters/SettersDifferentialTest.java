package dev.leasehold.setters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plain document, of which only what is near a setter comment is looked at, and the rest. */
class SettersDifferentialTest {
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
  void setsPlainLines() {
    for (String lineBreak : List.of("\n", "\r\n")) {
      Document document = document(PLAIN.replace("\n", lineBreak));
      Setters.Applied outcome = Setters.apply(document, VALUES);
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
        "a: {b: x}\n",
        "# a: x # kpt-set: ${a}\na: {b: x}\n",
        "\t# about kpt-set: ${a}\na: {b: x}\n",
        "a: {b: x} # kpt-set: ${unknown}\n",
        "# kpt-set: ${unknown}\na: {b: x}\n",
        "a: &x # kpt-set: ${unknown}\n\tno YAML",
      })
  void concernsNoDocumentInWhichNothingIsGiven(String text) {
    assertFalse(Setters.concern(document(text), VALUES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: x # kpt-set: ${a}\n",
        "a: x #kpt-set: ${q}\n",
        "a: x # kpt-set: ${q\n",
        "a: x # kpt-set: q\n",
        "kpt-set: x\n",
        "# kpt-set: ${a}\na: x\n",
      })
  void concernsADocumentWithASetterOrATypo(String text) {
    assertTrue(Setters.concern(document(text), VALUES));
  }

  @Test
  void takesAQuestionMarkAndLettersOfOtherAlphabets() {
    String text =
        "apiVersion: v1\nkind: A\na: ich? größe 日本 # kpt-set: ${a}\nb: x # kpt-set: ${b}\n";
    Setters.Applied outcome = Setters.apply(document(text), VALUES);
    assertEquals(
        text.replace("ich? größe 日本 #", "web #").replace("x #", "\"8080\" #"),
        outcome.document().text());
  }

  /** An alias at the end of a document makes the engine read it, and every value looked at. */
  private static final String ALIAS = "zz: &zz y\nzzz: *zz\n";

  @Test
  void plainDocumentsComeToTheSameAsOthers() {
    Random random = new Random(7);
    int set = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = new RandomLines(random).document();
      set += comesToTheSame(text) ? 1 : 0;
    }
    assertTrue(set > 2_000, set + " of 20000 had a setter");
  }

  @Test
  void randomTextsComeToTheSame() {
    Random random = new Random(8);
    String alphabet = "- a:\n#\"'|>[]{}k\r\t~\\";
    String odd = "\u0000\u007f\u0085\ud800\u00e9\r\t-\n";
    int set = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("apiVersion: v1\nkind: A\n");
      for (int c = random.nextInt(40); c > 0; c--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      text.append("\nx: y # kpt-set: ${a}\n");
      if (random.nextBoolean()) {
        text.insert(random.nextInt(text.length()), odd.charAt(random.nextInt(odd.length())));
      }
      set += comesToTheSame(text.toString()) ? 1 : 0;
    }
    assertTrue(set > 500, set + " of 20000 had a setter");
  }

  /** Whether anything was set. */
  private static boolean comesToTheSame(String text) {
    Setters.Applied plain;
    Setters.Applied other;
    try {
      plain = Setters.apply(document(text), VALUES);
    } catch (FieldException e) {
      return false; // SettersTest knows of these
    }
    try {
      other = Setters.apply(document(text + ALIAS), VALUES);
    } catch (FieldException e) {
      return false; // a text that goes on below
    }
    if (!other.document().text().endsWith(ALIAS) || !plain.findings().equals(other.findings())) {
      assertFalse(text.endsWith("\n") && isClosed(text), text);
      return false;
    }
    assertEquals(plain.document().text() + ALIAS, other.document().text(), text);
    assertEquals(plain.sets(), other.sets(), text);
    assertEquals(plain.used(), other.used(), text);
    return !plain.sets().isEmpty();
  }

  /** Whether what stands below it is no part of a text in it. */
  private static boolean isClosed(String text) {
    return document(text).root().keys().size() + 2 == document(text + ALIAS).root().keys().size();
  }

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
