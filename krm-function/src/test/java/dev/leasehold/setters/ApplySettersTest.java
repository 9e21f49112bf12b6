package dev.leasehold.setters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.edit.Entry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where kpt's apply-setters surprises, row by row as in docs/rendering.md, and its lists. */
class ApplySettersTest {
  @Test
  void anImplicitNullIsSetLikeAWrittenOne() {
    for (String none : List.of("", " null", " ~")) {
      assertEquals(
          "v: web # kpt-set: ${a}\n", set("v:" + none + " # kpt-set: ${a}\n", text("web")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "yes", "null", "3", "0x1F", "12:30:45"})
  void aStringStaysAString(String value) {
    assertEquals(
        "v: \"" + value + "\" # kpt-set: ${a}\n", set("v: x # kpt-set: ${a}\n", text(value)));
  }

  @Test
  void aNumberStaysANumber() {
    assertEquals("v: 5 # kpt-set: ${a}\n", set("v: 4 # kpt-set: ${a}\n", text("5")));
  }

  @Test
  void aListOfNumbersStaysOne() {
    assertEquals(
        "v: [443, 8080] # kpt-set: ${a}\n", set("v: [80] # kpt-set: ${a}\n", list("443", "8080")));
    assertEquals(
        "k:\n  v: # kpt-set: ${a}\n  - 443\n  - 80 # web\n  - x\n",
        set("k:\n  v: # kpt-set: ${a}\n  - 80 # web\n", list("443", "80", "x")));
  }

  @ParameterizedTest
  @CsvSource({"1.24.3, 1.25", "5.1.0, 80", "10.0.0.1:80, 80", "v1, 6063e25", "9a1b2c3, 0192117"})
  void whatNoReaderTakesForANumberStaysAString(String before, String value) {
    assertEquals(
        "v: \"" + value + "\" # kpt-set: ${a}\n",
        set("v: " + before + " # kpt-set: ${a}\n", text(value)));
  }

  @ParameterizedTest
  @CsvSource({"6063124, 0192117", "0644, 08", "1.5, -09"})
  void digitsAfterAZeroThatAreNoOctalNumberAreQuoted(String before, String value) {
    assertEquals(
        "v: \"" + value + "\" # kpt-set: ${a}\n",
        set("v: " + before + " # kpt-set: ${a}\n", text(value)));
    assertEquals(
        "v: [80, \"" + value + "\"] # kpt-set: ${a}\n",
        set("v: [80] # kpt-set: ${a}\n", list("80", value)));
  }

  @ParameterizedTest
  @CsvSource({
    "6063e24, 6063e25",
    "150, 6063e25",
    "yes, true",
    "2026-11-21, 3",
    "0644, 0600",
    "420, 0600",
    "9, 0.5",
    "9, 0"
  })
  void whatSomeReaderTakesForANumberStaysBare(String before, String value) {
    assertEquals(
        "v: " + value + " # kpt-set: ${a}\n",
        set("v: " + before + " # kpt-set: ${a}\n", text(value)));
  }

  @Test
  void elementsOfAYamlListKeepTheirTypes() {
    for (SetterValue ports : List.of(read("[80, 443]"), read("\"[80, 443]\""))) {
      assertEquals("v: [80, 443] # kpt-set: ${a}\n", set("v: [] # kpt-set: ${a}\n", ports));
      assertEquals(
          "v: # kpt-set: ${a}\n- 80 # web\n- 443\n",
          set("v: # kpt-set: ${a}\n- \"x\" # web\n", ports));
    }
    assertEquals(
        "v: # kpt-set: ${a}\n  - false\n  - true\n",
        set("v: # kpt-set: ${a}\n  - true\n", read("[false, true]")));
    assertEquals(
        "v: [\"80\", null, \"true\"] # kpt-set: ${a}\n",
        set("v: [] # kpt-set: ${a}\n", read("[\"80\", ~, !!str true]")));
  }

  @Test
  void aListOfNumbersInQuotesStaysOneOfStrings() {
    assertEquals(
        "v: [\"80\", \"443\"] # kpt-set: ${a}\n",
        set("v: [\"80\", \"8080\"] # kpt-set: ${a}\n", read("[80, 443]")));
  }

  @Test
  void jsonInAConfigMapIsAListOrAText() {
    SetterValue json = read("'[{\"HTTP\": 80}]'");
    assertEquals("v: '[{\"HTTP\": 80}]' # kpt-set: ${a}\n", set("v: 'x' # kpt-set: ${a}\n", json));
    assertEquals("v: [{HTTP: 80}] # kpt-set: ${a}\n", set("v: [] # kpt-set: ${a}\n", json));
  }

  @Test
  void listsOfMappingsAndOfListsAreSet() {
    SetterValue pull = read("[{name: reg, \"on\": [1, 'a,b', \"80\"]}, [], {}]");
    assertEquals(
        "v: [{name: reg, \"on\": [1, \"a,b\", \"80\"]}, [], {}] # kpt-set: ${a}\n",
        set("v: [] # kpt-set: ${a}\n", pull));
    assertEquals(
        "v: # kpt-set: ${a}\n- {name: reg, \"on\": [1, \"a,b\", \"80\"]}\n- []\n- {} # kept\n",
        set("v: # kpt-set: ${a}\n- name: old\n- {} # kept\n", pull));
    assertEquals(
        "v: # kpt-set: ${a}\n- name: reg # kept\n- name: b\n".replace("- name: b", "- {name: b}"),
        set("v: # kpt-set: ${a}\n- name: reg # kept\n", read("[{name: reg}, {name: b}]")));
  }

  @Test
  void adjacentNamesOfWhichOneIsMissingAreAnError() {
    String problem =
        "side by side in its setter comment, so the part of 't' cannot be told; give 't' too";
    assertEquals(
        "has ${a} and ${t} " + problem, error("v: nginx:1.2 # kpt-set: ${a}${t}\n", text("redis")));
    assertEquals(
        "has ${t} and ${a} " + problem, error("v: nginx:1.2 # kpt-set: ${t}${a}\n", text("redis")));
    assertEquals(
        "v: y-bc # kpt-set: ${a}-${s}${t}\n", set("v: x-bc # kpt-set: ${a}-${s}${t}\n", text("y")));
  }

  @Test
  void aTagIsKept() {
    assertEquals("v: !!str 5 # kpt-set: ${a}\n", set("v: !!str 4 # kpt-set: ${a}\n", text("5")));
    assertEquals(
        "v: !x \"y z\" # kpt-set: ${a}\n",
        set("v: !x  \"4\" # kpt-set: ${a}\n".replace("  ", " "), text("y z")));
  }

  @Test
  void aListSetterTakesARealList() {
    assertEquals(
        "v: # kpt-set: ${a}\n- x\n- w\n", set("v: # kpt-set: ${a}\n- z\n", list("x", "w")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v: x # kpt-set: ${a}\n", "v:\n- x # kpt-set: ${a}\n"})
  void aListForASingleValueIsAnError(String text) {
    assertEquals(
        "is a single value, and its setter 'a' is a list; put the comment behind the key of a list",
        error(text, list("x", "y")));
  }

  @Test
  void aSingleValueForAListIsAnError() {
    assertEquals(
        "is a list, and its setter 'a' is the single value 'x'",
        error("v: # kpt-set: ${a}\n- y\n", text("x")));
    assertEquals(
        "its setter comment '${a}-x' must be one name for a list",
        error("v: [y] # kpt-set: ${a}-x\n", list("x")));
  }

  @Test
  void aFlowListStaysOne() {
    assertEquals("v: [b, c] # kpt-set: ${a}\n", set("v: [a, b] # kpt-set: ${a}\n", list("b", "c")));
    assertEquals("v: [] # kpt-set: ${a}\n", set("v: [a, b] # kpt-set: ${a}\n", list()));
    assertEquals("v: [b, \"3\"] # kpt-set: ${a}\n", set("v: [] # kpt-set: ${a}\n", list("b", "3")));
  }

  @Test
  void valuesAreNotExpandedAgain() {
    SetterSource values = SetterSource.of(Map.of("a", "${b}", "b", "2", "c", "${zz}"));
    assertEquals("v: ${b}/2 # kpt-set: ${a}/${b}\n", apply("v: x # kpt-set: ${a}/${b}\n", values));
    assertEquals("v: \"${zz}\" # kpt-set: ${c}\n", apply("v: x # kpt-set: ${c}\n", values));
  }

  @Test
  void aValueThatDoesNotMatchItsPatternIsAnError() {
    assertEquals(
        "'zz-foo-1-yy' does not match its setter comment 'foo-${q}-${a}', so the names that were"
            + " not given cannot be read from it",
        error("v: zz-foo-1-yy # kpt-set: foo-${q}-${a}\n", text("P")));
  }

  @Test
  void anAmbiguousPatternIsGreedyAndToldOfOnce() {
    String text = "v: a-b-c # kpt-set: ${a}-${t}\n";
    Setters.Outcome outcome = Setters.apply(document(text), name -> given(name, text("H")));
    assertEquals("v: H-c # kpt-set: ${a}-${t}\n", outcome.document().text());
    assertEquals(
        List.of(
            "a.yaml:1: v: 'a-b-c' matches its setter comment '${a}-${t}' in more than one way; each"
                + " name took as much as it could: 'H-c'"),
        outcome.findings().stream().map(Finding::toString).toList());
    assertEquals(
        List.of(), Setters.apply(outcome.document(), name -> given(name, text("H"))).findings());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v: x #kpt-set: ${a}\n",
        "v: x #  kpt-set: ${a}\n",
        "v: x # note kpt-set: ${a}\n",
        "v: x # kpt-set: ${ a }\n",
        "v: [x] #kpt-set: ${a}\n",
        "v: #kpt-set: ${a}\n- x\n"
      })
  void whatLooksLikeASetterCommentAndIsNoneIsToldOf(String text) {
    Setters.Outcome outcome = Setters.apply(document(text), name -> given(name, text("y")));
    assertEquals(text, outcome.document().text());
    assertEquals(1, outcome.findings().size(), outcome.findings().toString());
    assertEquals(Finding.Severity.WARNING, outcome.findings().getFirst().severity());
  }

  @Test
  void aKeyThatStandsTwiceIsAnErrorWithBothLines() {
    assertEquals(
        "stands twice, first on line 1; keep one",
        error("v: x # kpt-set: ${a}\nv: y # kpt-set: ${a}\n", text("z")));
  }

  @Test
  void onlyTheBytesOfTheValueChange() {
    assertEquals(
        "k:   \"\\u00e9\"\r\n\r\nv:    \"y\"    # kpt-set: ${a}\r\nz: [ 1,2 ]\r\n",
        set("k:   \"\\u00e9\"\r\n\r\nv:    \"x\"    # kpt-set: ${a}\r\nz: [ 1,2 ]\r\n", text("y")));
  }

  @Test
  void anEmptyValueLeavesTheCommentWhereItWas() {
    assertEquals("v: \"\" # kpt-set: ${a}\n", set("v: x # kpt-set: ${a}\n", text("")));
    assertEquals("v: [] # kpt-set: ${a}\n", set("v: # kpt-set: ${a}\n- x\n", text("")));
    assertEquals("v: [] # kpt-set: ${a}\n", set("v: [x] # kpt-set: ${a}\n", text("")));
  }

  @Test
  void aValueThatIsThereIsNotReported() {
    Setters.Outcome outcome =
        Setters.apply(document("v: x # kpt-set: ${a}\n"), name -> given(name, text("x")));
    assertEquals(List.of(), outcome.sets());
  }

  @Test
  void anEntryThatStaysKeepsItsLineAndItsComments() {
    assertEquals(
        """
        v: # kpt-set: ${a}
          - z
          # above y
          - "y" # of y
          - x   # of x
        """,
        set(
            """
            v: # kpt-set: ${a}
              - x   # of x
              # above y
              - "y" # of y
            """,
            list("z", "y", "x")));
  }

  @Test
  void severalTextsJoinInAScalarAndAreElementsOfAList() {
    SetterValue all = new SetterValue.Joined(List.of("2001:db8::1", "2001:db8:1::1"));
    assertEquals(
        "v: x,2001:db8::1,2001:db8:1::1 # kpt-set: x,${a}\n",
        set("v: x,y # kpt-set: x,${a}\n", all));
    assertEquals(
        "v: # kpt-set: ${a}\n- 2001:db8::1\n- 2001:db8:1::1\n",
        set("v: # kpt-set: ${a}\n- 2001:db8:1::1\n", all));
  }

  @Test
  void aSetterInsideAListThatIsSetAsAWholeIsAnError() {
    assertEquals(
        "stands in v, which a setter sets as a whole; keep one comment",
        error("v: # kpt-set: ${a}\n- x # kpt-set: ${l}\n", list("y")));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD) // a hang
  void hostilePatternsTakeBoundedWork() {
    String pattern = "${a}a" + "${x}a".repeat(24);
    String text = "v: " + "a".repeat(1_990) + " # kpt-set: " + pattern + "\n";
    Setters.apply(document(text), name -> given(name, text("b")));
    String longer = "v: x # kpt-set: " + "${a}".repeat(100_000) + "\n";
    AtomicInteger asked = new AtomicInteger();
    Setters.apply(
        document(longer),
        name -> {
          asked.incrementAndGet();
          return given(name, text("b"));
        });
    assertTrue(asked.get() < 10 * 100_000, () -> asked + " values were asked for");
  }

  /** What the value is for {@code ${a}}; {@code ${l}} is a single value. */
  private static Optional<SetterValue> given(String name, SetterValue value) {
    return switch (name) {
      case "a" -> Optional.of(value);
      case "l" -> Optional.of(text("l"));
      default -> Optional.empty();
    };
  }

  private static String set(String text, SetterValue value) {
    return apply(text, name -> given(name, value));
  }

  /** With and without a parser, where the latter is possible; the second time changes nothing. */
  private static String apply(String text, SetterSource values) {
    Document once = Setters.apply(document(text), values).document();
    assertEquals(List.of(), Setters.apply(once, values).sets());
    String object = "apiVersion: v1\nkind: A\n";
    Setters.applyToLines(document(object + text), values)
        .ifPresent(lines -> assertEquals(object + once.text(), lines.document().text()));
    return once.text();
  }

  private static String error(String text, SetterValue value) {
    return assertThrows(
            FieldException.class, () -> Setters.apply(document(text), name -> given(name, value)))
        .finding()
        .message();
  }

  private static SetterValue text(String text) {
    return new SetterValue.Text(text);
  }

  /** As the package gives it. */
  private static SetterValue read(String yaml) {
    return SetterValue.read(document("v: " + yaml + "\n").root().get("v"));
  }

  private static SetterValue list(String... items) {
    return new SetterValue.Items(List.of(items).stream().<Entry>map(Entry.Text::new).toList());
  }

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
