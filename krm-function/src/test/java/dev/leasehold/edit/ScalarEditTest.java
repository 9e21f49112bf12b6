package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.TextEdit;
import dev.leasehold.krm.Trees;
import dev.leasehold.yaml.RandomYaml;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScalarEditTest {
  /** The value at {@code v} is set; {@code ~} is a line break. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          v: a                          | b     | v: b
          v: a # why                    | b c   | v: b c # why
          v:   'a'                      | it's  | v:   'it''s'
          v: 4                          | 5     | v: 5
          v: "4"                        | 5     | v: "5"
          v: a                          | 5     | v: "5"
          v: a                          | y     | v: "y"
          v: a                          | Off   | v: "Off"
          v: 'a'                        | n     | v: 'n'
          v: on                         | web   | v: web
          v:                            | b     | v: b
          v: !!str 4 # why              | 5     | v: !!str 5 # why
          v: !!str "4"                  | 5     | v: !!str "5"
          v: !!int 4                    | 5     | v: !!int 5
          v: !!int "4"                  | 5     | v: !!int "5"
          v: !!float 1.5                | -2.25 | v: !!float -2.25
          v: !!bool true                | false | v: !!bool false
          v: !mine a                    | b     | v: !mine b
          v: !!str                      | b     | v: !!str b
          v: !!str # why                | b     | v: !!str b # why
          v: &x a # why                 | b     | v: &x b # why
          v: &x                         | b     | v: &x b
          v: &x !!str 4                 | 5     | v: &x !!str 5
          v: !!str &x 4                 | 5     | v: !!str &x 5
          v: &x # why~  a               | b     | v: &x # why~  b
          u: &x a~v: *x # why           | b     | u: &x a~v: b # why
          u: &x 'a'~v: *x~w: *x         | b     | u: &x 'a'~v: 'b'~w: *x
          u: &x 4~v: *x                 | 5     | u: &x 4~v: 5
          u: &x a~"v": *x               | b     | u: &x a~"v": b
          u: &x v~*x : a                | b     | u: &x v~*x : b
          u: &x a~w: &x b~v: *x         | c     | u: &x a~w: &x b~v: c
          u: &x {y: [*x, 1]}~v: a       | b     | u: &x {y: [*x, 1]}~v: b
          {"u": &x 1, "v": *x, "w": 2}  | b     | {"u": &x 1, "v": b, "w": 2}
          v: a~  b~  c # why            | d     | v: d # why
          v:~  a~  b                    | d     | v:~  d
          v: "a~  b" # why              | d     | v: "d" # why
          v: 'a~~  b'                   | it's  | v: 'it''s'
          v: &x "a\\~  b"               | d     | v: &x "d"
          """)
  void changesOnlyTheValue(String text, String value, String after) {
    assertSet(text, value, after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          v: | # why~  a~w: 1          § b      § v: |- # why~  b~w: 1
          v: |-~  a~w: 1               § b      § v: |-~  b~w: 1
          v: |~  a~w: 1                § b^     § v: |~  b~w: 1
          v: |~  a~  a~~# below~w: 1   § b^c^   § v: |~  b~  c~~# below~w: 1
          v: |~  a~w: 1                § b^^    § v: |+~  b~~w: 1
          v: |+~  a~~~w: 1             § b^     § v: |+~  b~w: 1
          v: |+~  a~~w: 1              § b      § v: |-~  b~w: 1
          v: |~    a~     b~w: 1       § c^ d^  § v: |~    c~     d~w: 1
          v: |2 # why~    a~w: 1       § b^     § v: |2 # why~  b~w: 1
          v: |2-~    a~w: 1            § ` b`   § v: |2-~   b~w: 1
          v: |~  a~w: 1                § ` b`   § v: " b"~w: 1
          v: >- # why~  a~  b~w: 1      § c d    § v: >- # why~  c d~w: 1
          v: >~  a~w: 1                 § c^d^   § v: "c\\nd\\n"~w: 1
          v: &x !!str |-~  a~w: 1      § 5      § v: &x !!str |-~  5~w: 1
          v: |~  a~~~w: 1              § ``     § v: ""~~~w: 1
          u: &x |-~  a~v: *x~w: 1      § b      § u: &x |-~  a~v: "b"~w: 1
          l:~- v: |~    a~- w: 1       § b^     § l:~- v: |~    b~- w: 1
          """)
  void aBlockScalarStaysOne(String text, String value, String after) {
    assertSet(text, value.replace('^', '\n'), after);
  }

  private static void assertSet(String text, String value, String after) {
    String before = text.replace('~', '\n') + "\n";
    String expected = after.replace('~', '\n') + "\n";
    assertEquals(expected, set(before, value));
    assertEquals(expected.replace("\n", "\r\n"), set(before.replace("\n", "\r\n"), value), "CRLF");
    assertEquals(expected, set(expected, value), "again");
  }

  @Test
  void withoutALastLineBreak() {
    assertEquals("v: !!str b", set("v: !!str", "b"));
    assertEquals("v: |-\n  b", set("v: |\n  a", "b"));
    assertEquals("v: b", set("v: a\n  c", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          v: !!int 4           | x    | a.yaml:1: v: has the tag !!int, which 'x' is not; leave the tag out
          v: !!int 4           | 1.5  | a.yaml:1: v: has the tag !!int, which '1.5' is not; leave the tag out
          v: &x !!bool true    | yes  | a.yaml:1: v: has the tag !!bool, which 'yes' is not; leave the tag out
          v: !!null            | b    | a.yaml:1: v: has the tag !!null, which 'b' is not; leave the tag out
          v: &x a~w: [1, *x]   | b    | a.yaml:1: v: is read by the alias *x on line 2 too, which would change with it; write the value there instead of the alias
          v: &x~~u: *x         | b    | a.yaml:1: v: is read by the alias *x on line 3 too, which would change with it; write the value there instead of the alias
          u: &x~  v: a~w: *x   | b    | a.yaml:2: u.v: is read by the alias *x on line 3 too, which would change with it; write the value there instead of the alias
          v: [a]               | b    | a.yaml:1: v: must be a single value to be set
          """)
  void refusesWhatWouldReadOtherwise(String text, String value, String message) {
    FieldException e =
        assertThrows(FieldException.class, () -> set(text.replace('~', '\n') + "\n", value));
    assertEquals(message, e.finding().toString());
  }

  @Test
  void whatAnAliasLeadsToIsNotChanged() {
    Document document = Document.inFile("a.yaml", 1, "u: &x {v: a}\nw: *x\n");
    Field there = document.root().get("w").get("v");
    assertThrows(FieldException.class, () -> ScalarEdit.set(there, "b"));
  }

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

  private static String set(String text, String value) {
    Document document = Document.inFile("a.yaml", 1, text);
    Field root = document.root();
    Field field =
        root.scalars().stream()
            .filter(f -> f.path().endsWith("v"))
            .findFirst()
            .orElseGet(() -> root.get("v"));
    return document.with(ScalarEdit.set(field, value).stream().toList()).text();
  }
}
