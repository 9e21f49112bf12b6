package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.edit.ScalarEdit;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a document and its fields; every error says where. */
class DocumentTest {
  private static final String POOL =
      """
      apiVersion: v2
      kind: Pool
      metadata:
        name: home
        annotations: {a.b/c: x}
      spec:
        blocks:
        - cidr: 10.0.0.0/8
          size: 12
        on: yes
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spec.pool               | a.yaml:7: Pool home: spec.pool: is missing
          spec.blocks[0].size.x   | a.yaml:9: Pool home: spec.blocks[0].size: must be a mapping of fields
          kind.x                  | a.yaml:2: Pool home: kind: must be a mapping of fields
          """)
  void anErrorNamesFileLineObjectAndField(String path, String message) {
    assertFails(message, () -> walk(pool(), path));
  }

  @Test
  void aFieldIsWhatItIs() {
    assertEquals("10.0.0.0/8", walk(pool(), "spec.blocks[0].cidr").text());
    assertEquals(12, walk(pool(), "spec.blocks[0].size").integer(0, 12));
    assertEquals(List.of("blocks", "on"), pool().get("spec").keys());
    assertEquals(
        "a.yaml:5: Pool home: metadata.annotations[a.b/c]",
        pool().get("metadata").get("annotations").get("a.b/c").toString());
  }

  @Test
  void aFieldIsNotWhatItIsNot() {
    String size = "a.yaml:9: Pool home: spec.blocks[0].size: ";
    assertFails(size + "12 is not within 0 to 11", () -> size().integer(0, 11));
    assertFails(size + "must be a list", () -> size().items());
    assertFails(size + "'12' is neither true nor false", () -> size().bool());
    assertFails(
        "a.yaml:7: Pool home: spec: must be a single value", () -> pool().get("spec").text());
    assertFails(
        "a.yaml:10: Pool home: spec.on: 'yes' is not a whole number",
        () -> pool().get("spec").get("on").integer(0, 1));
  }

  @Test
  void aMisspeltFieldIsNamedWithTheKnownOnes() {
    assertFails(
        "a.yaml:10: Pool home: spec.on: unknown field; valid fields are blocks, off",
        () -> pool().get("spec").allowOnly("blocks", "off"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "12, 12", "-3, -3", "0x1F, 31", "0X1f, 31", "'\"12\"', 12"})
  void readsWholeNumbers(String text, BigInteger value) {
    assertEquals(value, root("a: " + text).get("a").wholeNumber());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"010", "1_000", "1.0", "1e3", "0x", "0b1", "+1", "'٣'", "-0x1", "''", "'1 '"})
  void readsNothingElseAsAWholeNumber(String text) {
    assertThrows(FieldException.class, () -> root("a: " + text).get("a").wholeNumber());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:", "a: null", "a: ~", "a: Null", "b: 1"})
  void whatIsNullIsAbsent(String text) {
    assertEquals(Optional.empty(), root(text).find("a").map(Field::text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind: A~a: 1~b: 2~a: 3~        | a.yaml:4: A: a: duplicate key, first on line 2; keep one
          kind: A~x:~- a: 1~  "a": 3~    | a.yaml:4: A: x[0].a: duplicate key, first on line 3; keep one
          {a: 1, a: 2}~                  | a.yaml:1: a: duplicate key, first on line 1; keep one
          - a~                           | a.yaml: holds no object, only a list or a value
          text~                          | a.yaml: holds no object, only a list or a value
          # nothing~                     | a.yaml: holds no object, only a list or a value
          a: "x~                         | a.yaml:2: not readable as YAML: a quote is not closed
          a: 1~ b: 2~                    | a.yaml:2: not readable as YAML: unexpected ':'; check the indentation, and quote a value that contains ': '
          a: *x~                         | a.yaml:1: not readable as YAML: the alias *x has no anchor &x above it
          a: !%20 b~                     | a.yaml: not readable as YAML: the syntax is wrong near this line
          a: {{ .Values.x }}~            | a.yaml: not readable as YAML: a key is a list or a mapping; put quotes around a value that begins with {{
          a: [1~b: 2~                    | a.yaml:2: not readable as YAML: a list that begins with [ is not closed, or lacks a comma
          a: {b: 1~c: 2~                 | a.yaml:2: not readable as YAML: a mapping that begins with { is not closed, or lacks a comma
          a:~  b: 1~ c: 2~               | a.yaml:3: not readable as YAML: this line does not fit the lines above it; check its indentation
          a: 1~- b~                      | a.yaml:2: not readable as YAML: this line does not fit the lines above it; check its indentation
          a: @b~                         | a.yaml:1: not readable as YAML: a value cannot begin with @; put quotes around it
          a:~	b: 1~                     | a.yaml:2: not readable as YAML: a tab is used for indentation; use spaces
          a: 1~b~c: 2~                   | a.yaml:3: not readable as YAML: a key has no ':' after it; write key: value
          a: 1~---~b: 1~                 | a.yaml:2: not readable as YAML: there is more than one document
          a: b - c~  - d: e~             | a.yaml:2: not readable as YAML: unexpected ':'; check the indentation, and quote a value that contains ': '
          a: - b~                        | a.yaml:1: not readable as YAML: unexpected list entry; check its indentation
          a: [b,~                        | a.yaml:2: not readable as YAML: the file ends where a value should be; is a bracket not closed?
          """)
  void saysWhyItCannotBeRead(String text, String message) {
    Document document = Document.inFile("a.yaml", 1, text.replace('~', '\n'));
    assertFails(message, document::root);
    assertFails(message, document::root); // and again
  }

  @Test
  void duplicateKeysAreFoundAgainByTheNextLook() {
    Document document = Document.inFile("a.yaml", 1, "apiVersion: v1\nkind: A\na: 1\na: 1\n");
    assertThrows(FieldException.class, document::object);
    assertThrows(FieldException.class, document::object);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "# c\n", "- a\n", "text\n", "kind: A\n", "apiVersion: v1\nkind: [A]\n"})
  void acceptsYamlThatIsNotAKubernetesObject(String text) {
    assertEquals(
        Optional.empty(), Document.inFile("a.yaml", 1, text).object().map(Field::toString));
  }

  /** Marks of the parser count code points, offsets of a text count characters. */
  @Test
  void findsItsPlaceAfterCharactersBeyondTheBasicPlane() {
    Document document = Document.inFile("a.yaml", 1, "\ufeff# 😀\na: '😀😀' # 😀\nb: {c: x}\n");
    Field value = document.root().get("b").get("c");
    assertEquals("x", document.text().substring(value.start(), value.end()));
    assertEquals(
        "\ufeff# 😀\na: '😀😀' # 😀\nb: {c: yy}\n",
        document.with(List.of(ScalarEdit.set(value, "yy").orElseThrow())).text());
  }

  @Test
  void depthIsBounded() {
    for (String open : List.of("[", "{a: ", "- ")) {
      assertFails(
          "a.yaml: not readable as YAML: nested deeper than 100 levels",
          () -> root("a:\n  " + open.repeat(100_000)));
    }
    assertEquals(List.of("a"), root("a: " + "[".repeat(90) + "]".repeat(90)).keys());
  }

  @Test
  void aliasesAreBounded() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 25; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertEquals(2, root(bomb.toString()).scalars().size());
    bomb.append("b: [*a1, *a1, *a1]\n");
    assertFails(
        "a.yaml: not readable as YAML: too many aliases (*name) of lists and mappings",
        () -> root(bomb.toString()));
  }

  @Test
  void anAliasMayStandInsideItsOwnAnchor() {
    Field root = root("a: &x\n  b: 1\n  c: *x\nd: &y [*y, 2]\n");
    assertEquals(List.of("1", "2"), root.scalars().stream().map(Field::text).toList());
    assertEquals("a: &x\n  b: 1\n  c: *x".length(), root.get("a").contentEnd());
  }

  @Test
  void anItemIsReadWithoutItsDash() {
    Document item = Document.item("a.yaml", "- kind: A\n  metadata:\n    name: b\n");
    assertEquals("A", item.root().get("kind").text());
    assertEquals("a.yaml: A b: kind", item.root().get("kind").toString());
  }

  private static void assertFails(String message, Executable reading) {
    assertEquals(message, assertThrows(FieldException.class, reading).getMessage());
  }

  private static Field walk(Field from, String path) {
    Field at = from;
    for (String step : path.split("\\.")) {
      int bracket = step.indexOf('[');
      at = bracket < 0 ? at.get(step) : at.get(step.substring(0, bracket)).items().getFirst();
    }
    return at;
  }

  private static Field size() {
    return walk(pool(), "spec.blocks[0].size");
  }

  private static Field pool() {
    return root(POOL);
  }

  private static Field root(String text) {
    return Document.inFile("a.yaml", 1, text).root();
  }
}
