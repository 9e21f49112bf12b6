package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ResourceList;
import dev.leasehold.krm.WordSearch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldEditTest {
  /** A {@code ~} is a line break; the path has spaces between its keys. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a: 1~m:~  x: y # why~b: 2              | m k       | v   | a: 1~m:~  x: y # why~  k: v~b: 2
          a: 1~m:~  k: y # why~b: 2              | m k       | v   | a: 1~m:~  k: v # why~b: 2
          m:~  x: y~  # end~b: 2                 | m k       | v   | m:~  x: y~  k: v~  # end~b: 2
          a: 1~# end                             | m k       | v   | a: 1~m:~  k: v~# end
          a: 1                                   | m o k     | v   | a: 1~m:~  o:~    k: v
          m:~  n:~b: 1                           | m n k     | v   | m:~  n:~    k: v~b: 1
          m:~  n: {} # why~b: 1                  | m n k     | v   | m:~  n: # why~    k: v~b: 1
          m:~  n: null~b: 1                      | m n k     | v   | m:~  n:~    k: v~b: 1
          m: # why~  # above~  {}~b: 1           | m k       | v   | m: # why~  # above~  k: v~b: 1
          m: { # why~  }~b: 1                    | m k       | v   | m: { # why~  k: v~  }~b: 1
          m: &x {} # why                         | m k       | v   | m: &x # why~  k: v
          a: &x {}~m: *x # why                   | m k       | v   | a: &x {}~m: # why~  k: v
          m: {x: y} # why                        | m k       | v   | m: {x: y, k: v} # why
          m: {x: y, n: {}}                       | m n k     | v   | m: {x: y, n: {k: v}}
          m: {x: y, n: }                         | m n k     | v   | m: {x: y, n: {k: v} }
          m: &x {}                               | m k       | v   | m: &x~  k: v
          m: {n: {o: {}}}                        | m n o k   | v   | m: {n: {o: {k: v}}}
          {}                                     | k         | v   | {k: v}
          {"m": {"x": "y"}}                      | m k       | v   | {"m": {"x": "y", "k": "v"}}
          {"m":{"x":"y"}}                        | m n k     | v   | {"m":{"x":"y","n":{"k":"v"}}}
          {"m": {}}                              | m k       | 1"  | {"m": {"k": "1\\""}}
          {~  "m": {~    "x": 1~  }~}            | m k       | v   | {~  "m": {~    "x": 1,~    "k": "v"~  }~}
          {~  "a": 1~}                           | m k       | v   | {~  "a": 1,~  "m": {"k": "v"}~}
          m:~  x: \\-~    text~~b: 2              | m k       | v   | m:~  x: \\-~    text~~  k: v~b: 2
          m:~  x:~  - a~  - b~b: 2               | m k       | v   | m:~  x:~  - a~  - b~  k: v~b: 2
          a: &x {k: w}~m:~  <<: *x # why~b: 2    | m o       | v   | a: &x {k: w}~m:~  <<: *x # why~  o: v~b: 2
          a: &x {l: w}~m:~  <<: *x~  o: y        | m k       | v   | a: &x {l: w}~m:~  <<: *x~  o: y~  k: v
          m:~  x: y                              | m k       | {"} | m:~  x: y~  k: '{"}'
          m:~  x: y                              | m k       | no  | m:~  x: y~  k: "no"
          """)
  void setsOneField(String text, String path, String value, String after) {
    String before = text.replace("\\-", "|").replace('~', '\n') + "\n";
    String expected = after.replace("\\-", "|").replace('~', '\n') + "\n";
    assertEquals(expected, set(before, path, value));
    assertEquals(expected.replace("\n", "\r\n"), set(before.replace("\n", "\r\n"), path, value));
    assertEquals(expected.stripTrailing(), set(before.stripTrailing(), path, value));
    assertEquals(expected, set(expected, path, value), "again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          m:~  k: v # why~  x: y~b: 1            | m k       | m:~  x: y~b: 1
          m:~  w: 1~  k: v~  x: y                | m k       | m:~  w: 1~  x: y
          m:~  x: y # why~  k: v # it~b: 1       | m k       | m:~  x: y # why~b: 1
          a: 1~m:~  n:~    k: v~b: 1             | m n k     | a: 1~b: 1
          a: 1~m: {n: {k: v}}                    | m n k     | a: 1
          m:~  x: y~  k: \\-~    text~~b: 1       | m k       | m:~  x: y~b: 1
          m:~  x: y~  k:~  - a~  # in~  - b~b: 1 | m k       | m:~  x: y~b: 1
          m: {k: v, x: y}                        | m k       | m: {x: y}
          m: {w: 1, k: v, x: y}                  | m k       | m: {w: 1, x: y}
          m: {w: 1, k: v}                        | m k       | m: {w: 1}
          {"k": "v"}                             | k         | {}
          {~  "a": 1,~  "k": "v"~}               | k         | {~  "a": 1~}
          {~  "k": "v",~  "a": 1~}               | k         | {~  "a": 1~}
          m:~  k: &x v~  x: y                    | m k       | m:~  x: y
          a: &x v~m:~  k: *x # why~  x: y        | m k       | a: &x v~m:~  x: y
          m:~  x: y                              | m k       | m:~  x: y
          x: \\-~  d~m:~  k: v~    ~b: 1          | m k       | x: \\-~  d~b: 1
          x: \\-+~  d~m:~  k: v~~b: 1             | m k       | x: \\-+~  d~b: 1
          x: \\-~m:~  k: v~# c~b: 1               | m k       | x: \\-~# c~b: 1
          """)
  void removesOneField(String text, String path, String after) {
    String before = text.replace("\\-", "|").replace('~', '\n') + "\n";
    String expected = after.replace("\\-", "|").replace('~', '\n') + "\n";
    assertEquals(expected, remove(before, path));
    assertEquals(expected.replace("\n", "\r\n"), remove(before.replace("\n", "\r\n"), path));
    assertEquals(expected.stripTrailing(), remove(before.stripTrailing(), path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          m: &x~  x: y~n: *x                     | m k       | a.yaml:1: m: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          a: &x {x: y}~m: *x                     | m k       | a.yaml:2: m: is an alias, and its fields are defined elsewhere; write them here instead
          a: &x {n: {y: z}}~m:~  <<: *x          | m n k     | a.yaml:1: m.n: is also read by the alias *x on line 3, which would change too; write the value there instead of the alias
          m: text                                | m k       | a.yaml:1: m: must be a mapping of fields
          m: # above~  {} # beside               | m k       | a.yaml:2: m: has comments above and beside it, so it cannot be written; remove one
          m: &x~n: *x                            | m k       | a.yaml:1: m: is also read by the alias *x on line 2, which would change too; write the value there instead of the alias
          m: {a: ?}                              | m k       | a.yaml:1: m.a: is a lone question mark, and no comma may follow it; put it in quotes
          {m}                                    | m k       | a.yaml:1: m: has no colon directly after it, so it cannot be edited
          """)
  void refusesWhatWouldReadOtherwise(String text, String path, String message) {
    FieldException e =
        assertThrows(FieldException.class, () -> set(text.replace('~', '\n') + "\n", path, "v"));
    assertEquals(message, e.finding().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          m:~  k: &x v~  x: *x                   | m k       | a.yaml:2: m.k: cannot be removed: its anchor is read by the alias *x on line 3; write the value there instead of the alias
          m: &x~  k: v~  x: y~n: *x              | m k       | a.yaml:1: m: is also read by the alias *x on line 4, which would change too; write the value there instead of the alias
          x: \\-~m:~  k: v~  # c~b: 1             | m k       | a.yaml:2: m: cannot be removed: the comment below it would become part of the text above; remove the comment
          """)
  void keepsWhatReadsOtherwiseWithoutIt(String text, String path, String message) {
    String before = text.replace("\\-", "|").replace('~', '\n') + "\n";
    FieldException e = assertThrows(FieldException.class, () -> remove(before, path));
    assertEquals(message, e.finding().toString());
  }

  @Test
  void keepsTheLineBreakThatABlockScalarEndsWith() {
    assertEquals("x: |\n  d\n", remove("x: |\n  d\nm:\n  k: v", "m k"));
    assertEquals("x: |+\n\n", remove("x: |+\n\nm:\n  k: v\n", "m k"));
  }

  /** The item of a list, whose first key is after the dash. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          - k: v # its~  x: y             | - x: y
          -   k: v~    x: y~    z: 1      | -   x: y~    z: 1
          - k:~    a: b~~  x: y           | - x: y
          - x: y~  k: v # its~  z: 1      | - x: y~  z: 1
          - x: y~  k: v                   | - x: y
          """)
  void removesTheFirstFieldOfAnItem(String item, String after) {
    assertEquals(after + "~", removedFromItem(item));
  }

  @ParameterizedTest
  @ValueSource(strings = {"- k: v", "- k: v~  # of x~  x: y"})
  void keepsTheFirstFieldOfAnItemWhereNoneCanMoveUp(String item) {
    FieldException e = assertThrows(FieldException.class, () -> removedFromItem(item));
    assertEquals("does not begin on its own line, so it cannot be removed", e.finding().message());
  }

  private static String removedFromItem(String item) {
    String list = "kind: ResourceList\nitems:\n" + item.replace('~', '\n') + "\n";
    Document document =
        ResourceList.parse(list.getBytes(StandardCharsets.UTF_8), WordSearch.NONE)
            .items()
            .getFirst();
    return document.with(FieldEdit.remove(document.root(), List.of("k"))).text().replace('\n', '~');
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: b\rl: [x]\n", "? a\n: b\nl: [x]\n"})
  void refusesATextWithUnclearLines(String text) {
    Field root = Document.inFile("a.yaml", 1, text).root();
    List<ListEdit.Slot> none = List.of();
    assertThrows(FieldException.class, () -> FieldEdit.set(root, List.of("a"), "v"));
    assertThrows(FieldException.class, () -> FieldEdit.remove(root, List.of("a")));
    assertThrows(FieldException.class, () -> ListEdit.arrange(root, List.of("l"), none));
    Field list = root.get("l");
    assertThrows(FieldException.class, () -> ListEdit.arrangeItems(list, list.items(), none));
  }

  @Test
  void nothingIsSetWithoutAPath() {
    Field root = Document.inFile("a.yaml", 1, "a: b\n").root();
    assertThrows(IllegalArgumentException.class, () -> FieldEdit.set(root, List.of(), "v"));
    assertThrows(
        IllegalArgumentException.class, () -> ListEdit.arrange(root, List.of(), List.of()));
  }

  private static String set(String text, String path, String value) {
    Document document = Document.inFile("a.yaml", 1, text);
    return document.with(FieldEdit.set(document.root(), keys(path), value)).text();
  }

  private static String remove(String text, String path) {
    Document document = Document.inFile("a.yaml", 1, text);
    return document.with(FieldEdit.remove(document.root(), keys(path))).text();
  }

  private static List<String> keys(String path) {
    return Arrays.asList(path.split(" ", -1));
  }
}
