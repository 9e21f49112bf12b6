package dev.leasehold.setters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Place;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettersTest {
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("name", "web"),
          Map.entry("port", "8080"),
          Map.entry("on", "true"),
          Map.entry("v6", "2001:db8::10:2"),
          Map.entry("empty", ""),
          Map.entry("odd", "a: \"b\" # c"),
          Map.entry("nested", "${name}"),
          Map.entry("words", "two words"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a: x # kpt-set: ${name}                     | a: web # kpt-set: ${name}
          a:   x    # kpt-set: ${name}                | a:   web    # kpt-set: ${name}
          a: 'x' # kpt-set: ${name}                   | a: 'web' # kpt-set: ${name}
          a: "x" # kpt-set: ${name}-${port}           | a: "web-8080" # kpt-set: ${name}-${port}
          a: x # kpt-set: ${v6}                       | a: 2001:db8::10:2 # kpt-set: ${v6}
          a: x,y # kpt-set: 10.0.0.1,${v6}            | a: 10.0.0.1,2001:db8::10:2 # kpt-set: 10.0.0.1,${v6}
          a: x # kpt-set: 1,${v6}                     | a: 1,2001:db8::10:2 # kpt-set: 1,${v6}
          a: x # kpt-set: ${odd}                      | a: "a: \\"b\\" # c" # kpt-set: ${odd}
          a: x # kpt-set: ${words}                    | a: two words # kpt-set: ${words}
          a: x # kpt-set: ${empty}                    | a: "" # kpt-set: ${empty}
          a: 80 # kpt-set: ${port}                    | a: 8080 # kpt-set: ${port}
          a: x # kpt-set: ${port}                     | a: "8080" # kpt-set: ${port}
          a: "80" # kpt-set: ${port}                  | a: "8080" # kpt-set: ${port}
          a: yes # kpt-set: ${on}                     | a: true # kpt-set: ${on}
          a: no way # kpt-set: ${on}                  | a: "true" # kpt-set: ${on}
          a: 80 # kpt-set: ${name}                    | a: web # kpt-set: ${name}
          a: # kpt-set: ${name}                       | a: web # kpt-set: ${name}
          a:\tx\t # kpt-set: ${name}                  | a:\tweb\t # kpt-set: ${name}
          a: "x"\t# kpt-set: ${name}                  | a: "web"\t# kpt-set: ${name}
          a:    # kpt-set: ${port}                    | a: 8080    # kpt-set: ${port}
          a: null # kpt-set: ${port}                  | a: 8080 # kpt-set: ${port}
          a: x # kpt-set: ${nested}                   | a: "${name}" # kpt-set: ${nested}
          - x # kpt-set: ${name}                      | - web # kpt-set: ${name}
          a: old-1 # kpt-set: ${other}-${port}        | a: old-8080 # kpt-set: ${other}-${port}
          a: a-b-1 # kpt-set: ${x}-${port}            | a: a-b-8080 # kpt-set: ${x}-${port}
          a: x # kpt-set: ${unknown}                  | a: x # kpt-set: ${unknown}
          a: x # kpt-set: fixed                       | a: x # kpt-set: fixed
          a: x #kpt-set: ${name}                      | a: x #kpt-set: ${name}
          a: x # not kpt-set: ${name}                 | a: x # not kpt-set: ${name}
          a: "# kpt-set: ${name}"                     | a: "# kpt-set: ${name}"
          a: {b: x} # kpt-set: ${name}                | a: {b: x} # kpt-set: ${name}
          a: web # kpt-set: ${name}                   | a: web # kpt-set: ${name}
          """)
  void setsTheScalarBeforeTheComment(String before, String after) {
    for (String lineBreak : List.of("\n", "\r\n", "")) {
      Document document = document("k:\n  " + before + lineBreak);
      assertEquals("k:\n  " + after + lineBreak, Setters.apply(document, VALUES).document().text());
    }
  }

  @Test
  void setsABlockScalarByTheCommentBesideItsSign() {
    String set = "a: |- # kpt-set: ${name}\n  web\nb: >- # kpt-set: ${port}\n  8080\n";
    String before = "a: | # kpt-set: ${name}\n  x\n  y\nb: >- # kpt-set: ${port}\n  x\n  y\n";
    assertEquals(set, Setters.apply(document(before), VALUES).document().text());
    assertEquals(set, Setters.apply(document(set), VALUES).document().text());
  }

  @Test
  void setsTheValueBeforeACommaAndTheComment() {
    String before =
        """
        a: [x, y, # kpt-set: ${name}
          z] # z
        b: {
          c: x, # kpt-set: ${name}
          d: "x" , # kpt-set: ${port}
          e: [x, y], # kpt-set: ${empty}
        }
        """;
    String set =
        """
        a: [x, web, # kpt-set: ${name}
          z] # z
        b: {
          c: web, # kpt-set: ${name}
          d: "8080" , # kpt-set: ${port}
          e: [], # kpt-set: ${empty}
        }
        """;
    assertEquals(set, Setters.apply(document(before), VALUES).document().text());
    assertEquals(set, Setters.apply(document(set), VALUES).document().text());
  }

  @Test
  void aCommentOnALineOfItsOwnSetsNothing() {
    for (String text :
        List.of("a:\n  # kpt-set: ${name}\nb: y\n", "k:\n-\n  # kpt-set: ${name}\n- x\n")) {
      assertEquals(text, Setters.apply(document(text), VALUES).document().text());
    }
  }

  @Test
  void textInABlockScalarIsNotAComment() {
    String text = "a: |\n  x # kpt-set: ${name}\n# kpt-set: ${name}\nb: y\n";
    assertEquals(text, Setters.apply(document(text), VALUES).document().text());
  }

  @Test
  void withNothingToSetTheDocumentIsTheSame() {
    Document document = document("a: web # kpt-set: ${name}\n");
    assertSame(document, Setters.apply(document, VALUES).document());
  }

  @Test
  void saysWhatItSet() {
    Setters.Applied outcome =
        Setters.apply(
            document("kind: A\nmetadata: {name: b}\nspec:\n- a: x # kpt-set: ${name}\n"), VALUES);
    assertEquals(
        List.of(
            new Setters.Set(
                new Place("a.yaml", 4, "A b", "spec[0].a"), List.of("x"), List.of("web"))),
        outcome.sets());
    assertEquals(List.of(), outcome.findings());
  }

  @Test
  void ignoresAListWhoseNamesAreNotGiven() {
    Document document = document("a: # kpt-set: ${list}\n- x\n");
    assertEquals(List.of(), Setters.apply(document, VALUES).findings());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: x # kpt-set: ${name               | a.yaml:1: a: its setter comment '${name' has '${' without '}'
          a: x # kpt-set: ${other}-${port}     | a.yaml:1: a: 'x' does not match its setter comment '${other}-${port}', so the unset names cannot be read from it; set them
          a: xey # kpt-set: ${other}e${name}    | a.yaml:1: a: would become 'xeweb', and its setter comment '${other}e${name}' would read other parts from it next time; set all its names
          """)
  void refusesWhatItCannotSet(String text, String message) {
    Document document = document(text.replace('~', '\n') + "\n");
    FieldException e = assertThrows(FieldException.class, () -> Setters.apply(document, VALUES));
    assertEquals(message, e.finding().toString());
  }

  @Test
  void anElementThatIsNothingButAMergeKeyIsRefused() {
    Document document =
        document("k: # kpt-set: ${empty}\n  - <<: {} # kpt-set: ${name}-${port}\n  - x\n");
    FieldException e = assertThrows(FieldException.class, () -> Setters.apply(document, VALUES));
    assertEquals(
        "a.yaml:2: k: has an element with only a merge key and cannot be edited", e.getMessage());
  }

  @Test
  void aPatternThatCouldTakeForeverIsRefused() {
    String pattern = "${name}" + "-${x}".repeat(60);
    Document document = document("a: " + "x".repeat(100) + " # kpt-set: " + pattern + "\n");
    FieldException e = assertThrows(FieldException.class, () -> Setters.apply(document, VALUES));
    assertEquals("is too long to read the unset names from it; set them", e.finding().message());
  }

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
