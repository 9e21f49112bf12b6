package dev.leasehold.setters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values the scanner finds, with their lines and paths, and what it leaves to a parser. */
class LineScannerTest {
  /** A {@code ~} is a line break. Each value is its line, path, and text with its comment. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          a: x~b: y                    § 0 a = x, 1 b = y
          a:   x   # c  ~b: y# d       § 0 a = x # c, 1 b = y# d
          ~# c: x~~a: x~  ~  # c       § 3 a = x
          ---~a: x                     § 1 a = x
          # c~--- # c~a: x             § 2 a = x
          a:~  b: x~  c:~    d: y~e: z § 1 a.b = x, 3 a.c.d = y, 4 e = z
          a: # c~ b: x                 § 1 a.b = x
          a:~- x~- y~b: z              § 1 a[0] = x, 2 a[1] = y, 3 b = z
          a:~  - x~  - y~b: z          § 1 a[0] = x, 2 a[1] = y, 3 b = z
          a:~- b: x~  c: y~- b: z      § 1 a[0].b = x, 2 a[0].c = y, 3 a[1].b = z
          a:~-~  b: x~- # c~  c: y     § 2 a[0].b = x, 4 a[1].c = y
          a:~- - x~  - y~- - z         § 1 a[0][0] = x, 2 a[0][1] = y, 3 a[1][0] = z
          a:~- b:~  - x~  c: y         § 2 a[0].b[0] = x, 3 a[0].c = y
          a:~- b:~  - c: x~    d: y    § 2 a[0].b[0].c = x, 3 a[0].b[0].d = y
          a:~-   b: x~    c: y         § 1 a[0].b = x, 2 a[0].c = y
          a:~b:~  c: x                 § 2 b.c = x
          a.b/c: x~d:~  e.f:~    g: y  § 0 [a.b/c] = x, 3 d[e.f].g = y
          a: []~b: {} # c~c: x         § 2 c = x
          a-b_c/D9: x                  § 0 a-b_c/D9 = x
          a:~  b:~    c: x~  d: y~ab: z § 2 a.b.c = x, 3 a.d = y, 4 ab = z
          """)
  void readsPlainLines(String text, String values) {
    assertEquals(values, values(text));
    assertEquals(values, values(text + "~"));
    assertEquals(values, values(text.replace("~", "\r~") + "\r~"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          a: |~  x: y~   z~  # no~b: c      § 4 b = c
          a: >~  x~~  y~b: c                § 4 b = c
          a: |- # c~  x~b: c                § 2 b = c
          a: >+~ x~~b: c                    § 3 b = c
          a: |~b: c                         § 1 b = c
          a: |~~  ~  x~    ~b: c            § 5 b = c
          a:~- |~  x~- y                    § 3 a[1] = y
          a:~- |~ x~- y                     § 3 a[1] = y
          a:~  b: |~    x~  c: y            § 3 a.c = y
          a:~  b: |~   x~  c: y             § 3 a.c = y
          a: |~  x~  ---~b: c               § 3 b = c
          """)
  void passesOverTextInBlocks(String text, String values) {
    assertEquals(values, values(text));
    assertEquals(values, values(text.replace("~", "\r~") + "\r~"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "9",
        "Z",
        "A",
        "z",
        "0",
        "_x",
        ".5",
        "/a",
        "$x",
        "+1",
        "~",
        "(x",
        "-1",
        "-x",
        "x:y",
        "x#y",
        "x y",
        "x -y",
        "x, y",
        "x'y",
        "\"x\"",
        "'x'",
        "\"\"",
        "''",
        "'it''s'",
        "''''",
        "\"a\\\\b\\\"c\\nd\\te\"",
        "\"a # b\"",
        "'a: \"b'",
        "\"it's\"",
        "\"a\\\\\"",
        "1:2",
        "x\u00a1",
        "x\ud7ff",
        "x\u2027",
        "x\u2030",
      })
  void readsAValue(String value) {
    assertEquals("0 a = " + value, scan("a: " + value, false));
    assertEquals("0 a = " + value + " # c", scan("a: " + value + "  # c\n", false));
  }

  /** Those before the doubt have been found by then. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          --- x                        § doubt
          ---#~a: x                    § doubt
          ----                         § doubt
          ---~---~a: x                 § doubt
          ...                          § doubt
          a: x~---~b: y                § 0 a = x, doubt
          a: x~...                     § 0 a = x, doubt
          - x                          § doubt
          x                            § doubt
          a: x~a: y                    § 0 a = x, doubt
          a: x~ab: y~ac: z~ab: x       § 0 a = x, 1 ab = y, 2 ac = z, doubt
          a: x~  b: y                  § 0 a = x, doubt
          a: x~  - y                   § 0 a = x, doubt
          a: x~- y                     § 0 a = x, doubt
          a:~  b: x~ c: y              § 1 a.b = x, doubt
          a:~  - x~ - y                § 1 a[0] = x, doubt
          a:~- x~  - y                 § 1 a[0] = x, doubt
          a:~- x~  b: y                § 1 a[0] = x, doubt
          a:~- b: x~ c: y              § 1 a[0].b = x, doubt
          a:~  - x~  b: y              § 1 a[0] = x, doubt
          `  a: x~b: y`                § 0 a = x, doubt
          a: []~  b: x                 § doubt
          a:~  - |~    x~   y          § doubt
          a: |~  x~ y                  § doubt
          a: |~   ~  x                 § doubt
          a: |2~   x                   § doubt
          a: |-2~   x                  § doubt
          a: |+-~  x                   § doubt
          a: |#~  x                    § doubt
          a: | # kpt-set: x~  x        § doubt
          a: |~  x~    # y~ z: 1       § doubt
          a: [x]                       § doubt
          a: {x: y}                    § doubt
          a: [] x                      § doubt
          a: [] # kpt-set: x           § doubt
          a: {} # kpt-set: x           § doubt
          a: # kpt-set: x              § doubt
          a:~- # kpt-set: x            § doubt
          a: "x                        § doubt
          a: "                         § doubt
          a: 'x                        § doubt
          a: 'x''                      § doubt
          a: "x\\"                     § doubt
          a: "x\\                      § doubt
          a: "\\u0041"                 § doubt
          a: "x" y                     § doubt
          a: "x"# y                    § doubt
          a: x: y                      § doubt
          a: x:                        § doubt
          a: x: # y                    § doubt
          a: - x                       § doubt
          a: -                         § doubt
          a: --                        § doubt
          a: @x                        § doubt
          a: :x                        § doubt
          a: !x y                      § doubt
          a: &x y                      § doubt
          a: *x                        § doubt
          a: #x~  b: y                 § 1 a.b = y
          a:x                          § doubt
          "a": x                       § doubt
          ? a                          § doubt
          -a: x                        § doubt
          : x                          § doubt
          a b: x                       § doubt
          ä: x                         § doubt
          """)
  void leavesOtherShapesToAParser(String text, String values) {
    assertEquals(values, values(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\t", "\r", "\u0000", "\u001f", "\u007f", "\u0080", "\u00a0", "\ud800", "\ue000", "\ufeff",
        "\u2028", "\u202f"
      })
  void leavesATextWithOddCharactersToAParser(String odd) {
    assertEquals("doubt", values("# é " + odd + " x~a: x"));
    assertEquals("doubt", values("# é~# " + odd + "x~a: x"));
    assertEquals("1 a = x", values("# é~a: x~# é"));
  }

  @Test
  void aLineOfBlanksHasNoValue() {
    assertEquals("1 a = x", values("   ~a: x~  "));
    assertEquals("", values(""));
  }

  @Test
  void readsAKeyOf128Characters() {
    String key = "k".repeat(128);
    assertEquals("0 " + key + " = x", values(key + ": x"));
    assertEquals("doubt", values(key + "k: x"));
  }

  @Test
  void reads64KeysOfAMapping() {
    StringBuilder keys = new StringBuilder("m:~");
    for (int i = 0; i < 64; i++) {
      keys.append("  k").append(i).append(":~");
    }
    assertEquals("65 b = x", values(keys + "b: x"));
    assertEquals("doubt", values(keys + "  k64: x"));
  }

  @Test
  void reads40LevelsDeep() {
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < 39; i++) {
      deep.append(" ".repeat(i)).append("k:~");
    }
    String indent = " ".repeat(39);
    assertEquals("39 " + "k.".repeat(39) + "a = x", values(deep + indent + "a: x"));
    assertEquals("doubt", values(deep + indent + "a:~" + indent + " b: x"));
  }

  @Test
  void readsAnItemBehindItsDash() {
    assertEquals("0 a = x, 2 b.c = y, 4 d[0] = z", item("- a: x~  b:~    c: y~  d:~  - z"));
    assertEquals("1 a = x", item("-~  a: x"));
    assertEquals("0 a = x, doubt", item("- a: x~- a: y"));
    assertEquals("0 a = x, doubt", item("- a: x~b: y"));
    assertEquals("doubt", item("a: x"));
    assertEquals("0 [0] = x", item("- - x"));
  }

  @Test
  void knowsTheFieldsAtTheTop() {
    String text =
        "kind: A~metadata:~  name: x~  kind: y~  kinds:~    name: z~kinds: w~l:~- kind: v";
    List<String> found = new ArrayList<>();
    for (String item : List.of("", "- ")) {
      String indented = item.isEmpty() ? text : item + text.replace("~", "~  ");
      LineScanner lines = new LineScanner(indented.replace('~', '\n'), !item.isEmpty());
      while (lines.next()) {
        boolean isKind = lines.isAt("kind");
        boolean isName = lines.isAt("metadata", "name");
        found.add(isKind ? "kind" : isName ? "name" : "-");
      }
    }
    assertEquals(
        List.of("kind", "name", "-", "-", "-", "-", "kind", "name", "-", "-", "-", "-"), found);
  }

  @Test
  void aListIsAtNoField() {
    LineScanner lines = new LineScanner("- kind: x\n  a:\n  - b: y\n", true);
    assertTrue(lines.next());
    assertTrue(lines.isAt("kind"));
    assertTrue(lines.next());
    assertFalse(lines.isAt("a", "b"));
    assertFalse(lines.isAt("b"));
  }

  private static String values(String text) {
    return scan(text.replace('~', '\n'), false);
  }

  private static String item(String text) {
    return scan(text.replace('~', '\n'), true);
  }

  private static String scan(String text, boolean isItem) {
    LineScanner lines = new LineScanner(text, isItem);
    List<String> values = new ArrayList<>();
    while (lines.next()) {
      String value = text.substring(lines.valueStart(), lines.valueEnd());
      String comment = lines.comment().isEmpty() ? "" : " " + lines.comment();
      values.add(lines.line() + " " + lines.path() + " = " + value + comment.stripTrailing());
    }
    if (lines.isDoubtful()) {
      values.add("doubt");
    }
    return String.join(", ", values);
  }
}
