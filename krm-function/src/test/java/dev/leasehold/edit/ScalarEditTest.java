package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.yaml.ScalarStyle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
          v: !!int 4                    | +5    | v: !!int +5
          v: !!int 4                    | -90   | v: !!int -90
          v: !!float 1.5                | 2     | v: !!float 2
          v: !!float 1.5                | .5    | v: !!float .5
          v: !!float 1.5                | 5.    | v: !!float 5.
          v: !!bool true                | false | v: !!bool false
          v: !!bool false               | true  | v: !!bool true
          v: 4                          | -x    | v: -x
          v: 4                          | +azAZ09 | v: +azAZ09
          v: 4                          | .5    | v: .5
          v: 4                          | -.5   | v: -.5
          v: 4                          | a.b   | v: a.b
          v: 4                          | -     | v: "-"
          v: 4                          | +     | v: +
          v: 4                          | .     | v: .
          v: 4                          | ..    | v: ..
          v: 4                          | -.    | v: "-."
          v: 4                          | @     | v: "@"
          v: 4                          | [     | v: "["
          v: 4                          | {     | v: "{"
          v: 4                          | :     | v: ":"
          v: 4                          | /     | v: /
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
          v: |~  a~w: 1                § ^b     § v: "\\nb"~w: 1
          v: |~  a~w: 1                § `b `   § v: "b "~w: 1
          v: |~  a~w: 1                § b\tc   § v: "b\\tc"~w: 1
          v: |-~  a~w: 1               § é      § v: |-~  é~w: 1
          v: >~  a~w: 1                § ` b`   § v: " b"~w: 1
          v: >2-~  a~w: 1              § ` b`   § v: " b"~w: 1
          v: >2-~  a~w: 1              § b      § v: >2-~  b~w: 1
          v: |9-~           a~w: 1     § ` b`   § v: |9-~          b~w: 1
          v: |~~  a~w: 1               § b      § v: |-~  b~w: 1
          v: |~~~    a~w: 1            § b      § v: |-~    b~w: 1
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
          v: !!int 4           | x    | a.yaml:1: v: has the tag !!int, which 'x' does not match; remove the tag
          v: !!int 4           | 1.5  | a.yaml:1: v: has the tag !!int, which '1.5' does not match; remove the tag
          v: !!int 4           | ``   | a.yaml:1: v: has the tag !!int, which '' does not match; remove the tag
          v: !!int 4           | -    | a.yaml:1: v: has the tag !!int, which '-' does not match; remove the tag
          v: !!int 4           | 5/   | a.yaml:1: v: has the tag !!int, which '5/' does not match; remove the tag
          v: !!int 4           | 5:   | a.yaml:1: v: has the tag !!int, which '5:' does not match; remove the tag
          v: !!float 4         | x    | a.yaml:1: v: has the tag !!float, which 'x' does not match; remove the tag
          v: !!float 4         | x.1  | a.yaml:1: v: has the tag !!float, which 'x.1' does not match; remove the tag
          v: !!float 4         | 1.x  | a.yaml:1: v: has the tag !!float, which '1.x' does not match; remove the tag
          v: &x !!bool true    | yes  | a.yaml:1: v: has the tag !!bool, which 'yes' does not match; remove the tag
          v: !!null            | b    | a.yaml:1: v: has the tag !!null, which 'b' does not match; remove the tag
          v: &x a~w: [1, *x]   | b    | a.yaml:1: v: is also read by the alias *x on line 2, which would change too; write the value there instead of the alias
          v: &x~~u: *x         | b    | a.yaml:1: v: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          u: &x~  v: a~w: *x   | b    | a.yaml:2: u.v: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          v: [a]               | b    | a.yaml:1: v: must be a single value to be set
          """)
  void refusesWhatWouldReadOtherwise(String text, String value, String message) {
    FieldException e =
        assertThrows(FieldException.class, () -> set(text.replace('~', '\n') + "\n", value));
    assertEquals(message, e.finding().toString());
  }

  /** No line shows where such an entry ends: the edit changed the comment. */
  @ParameterizedTest
  @ValueSource(strings = {"?\t#?lb:", "? a\n: b\n", "? a\n", "v: b\n? a\n"})
  void refusesADocumentWithAKeyInTheLongForm(String text) {
    Field scalar = Document.inFile("a.yaml", 1, text).root().scalars().getFirst();
    for (Executable edit :
        List.<Executable>of(
            () -> ScalarEdit.set(scalar, "x"), () -> ScalarEdit.setText(scalar, "x"))) {
      assertEquals(
          "has a key in the form '? key' and cannot be edited; write it as 'key:'",
          assertThrows(FieldException.class, edit).finding().message());
    }
  }

  /** A comment on that line belongs to the value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          v: a b # c           § ` # c`
          v: &x !!str "a" # c  § ` # c`
          v: | # c~  a         § ` # c~  a`
          v: &x |2- # c~    a  § ` # c~    a`
          v: >+9~         a    § ~         a
          v: |                 § ``
          u: &x |-~  a~v: *x # c § ` # c`
          v: "a~  b" # c       § ` # c`
          """)
  void findsTheEndOfAValueOnItsLine(String spelled, String rest) {
    String text = spelled.replace('~', '\n');
    int end = ScalarEdit.endOfLine(value(text));
    assertEquals(rest, text.substring(end).replace('\n', '~'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          v: a b # c           § a b # c
          v: &x !!str "a" # c  § "a" # c
          v: | # c~  a         § ~  a
          v: &x |2-~    a      § ~    a
          u: &x a~v: *x # c    § *x # c
          """)
  void findsTheBeginOfTheTextOfAValue(String spelled, String rest) {
    String text = spelled.replace('~', '\n');
    int begin = ScalarEdit.beginOfText(value(text));
    assertEquals(rest, text.substring(begin).replace('\n', '~'));
  }

  private static Field value(String text) {
    return Document.inFile("a.yaml", 1, text).root().findNullable("v").orElseThrow();
  }

  @Test
  void spellsANumberBareUnlessItIsAText() {
    assertEquals("80", ScalarEdit.spelling("80", false, ScalarStyle.PLAIN));
    assertEquals("\"80\"", ScalarEdit.spelling("80", true, ScalarStyle.PLAIN));
    assertEquals("\"a: b\"", ScalarEdit.spelling("a: b", false, ScalarStyle.PLAIN));
    assertEquals("'a: b'", ScalarEdit.spelling("a: b", false, ScalarStyle.SINGLE_QUOTED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {v}                  | b  | a.yaml:1: v: has neither colon nor dash before it, so it cannot be set
          v:~  \\-~  a         | `` | a.yaml:2: v: begins on its own line, so it cannot become ''
          """)
  void refusesAPlaceWhereNoValueCanBe(String text, String value, String message) {
    FieldException e =
        assertThrows(
            FieldException.class, () -> set(text.replace("\\-", "|").replace('~', '\n'), value));
    assertEquals(message, e.finding().toString());
  }

  @Test
  void theValueOfAnAliasIsNotChanged() {
    Document document = Document.inFile("a.yaml", 1, "u: &x {v: a}\nw: *x\n");
    Field there = document.root().get("w").get("v");
    assertThrows(FieldException.class, () -> ScalarEdit.set(there, "b"));
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
