package dev.leasehold.setters;

import static dev.leasehold.setters.SetterCases.apply;
import static dev.leasehold.setters.SetterCases.document;
import static dev.leasehold.setters.SetterCases.error;
import static dev.leasehold.setters.SetterCases.given;
import static dev.leasehold.setters.SetterCases.list;
import static dev.leasehold.setters.SetterCases.set;
import static dev.leasehold.setters.SetterCases.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where kpt's apply-setters surprises, row by row as in docs/rendering-reference.md. */
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
  void adjacentNamesOfWhichOneIsMissingAreAnError() {
    String problem =
        "side by side in its setter comment, so the part of 't' is ambiguous; set 't' too";
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
  void valuesAreNotExpandedAgain() {
    SetterSource values = SetterSource.of(Map.of("a", "${b}", "b", "2", "c", "${zz}"));
    assertEquals("v: ${b}/2 # kpt-set: ${a}/${b}\n", apply("v: x # kpt-set: ${a}/${b}\n", values));
    assertEquals("v: \"${zz}\" # kpt-set: ${c}\n", apply("v: x # kpt-set: ${c}\n", values));
  }

  @Test
  void aValueThatDoesNotMatchItsPatternIsAnError() {
    assertEquals(
        "'zz-foo-1-yy' does not match its setter comment 'foo-${q}-${a}', so the unset names cannot"
            + " be read from it; set them",
        error("v: zz-foo-1-yy # kpt-set: foo-${q}-${a}\n", text("P")));
  }

  @Test
  void anAmbiguousPatternIsGreedyAndReportedOnce() {
    String text = "v: a-b-c # kpt-set: ${a}-${t}\n";
    Setters.Applied outcome = Setters.apply(document(text), name -> given(name, text("H")));
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
  void reportsCommentsThatOnlyLookLikeSetterComments(String text) {
    Setters.Applied outcome = Setters.apply(document(text), name -> given(name, text("y")));
    assertEquals(text, outcome.document().text());
    assertEquals(1, outcome.findings().size(), outcome.findings().toString());
    assertEquals(Finding.Severity.WARNING, outcome.findings().getFirst().severity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          `#kpt-set: ${a}` § '#kpt-set: ${a}' looks like a setter comment but is not one; write '# kpt-set: ${name}'
          `# kpt-set: a` § its setter comment 'a' names no setter; write '# kpt-set: ${name}'
          `# kpt-set: ${a} # b` § its setter comment '${a} # b' is followed by a remark, so nothing is set; put the remark on its own line
          `# kpt-set: a # kpt-set: ${a}` § its setter comment 'a # kpt-set: ${a}' is followed by a remark, so nothing is set; put the remark on its own line
          `# kpt-set: ${ a}` § its setter comment '${ a}' has spaces in a name; write ${name}
          `# kpt-set: ${a }` § its setter comment '${a }' has spaces in a name; write ${name}
          """)
  void saysHowToWriteASetterComment(String comment, String reported) {
    Setters.Applied outcome =
        Setters.apply(document("v: x " + comment + "\n"), name -> given(name, text("y")));
    assertEquals(
        List.of("a.yaml:1: v: " + reported),
        outcome.findings().stream().map(Finding::toString).toList());
  }

  @Test
  void aHashInTheTextOfAPatternIsNoRemark() {
    assertEquals(
        "v: \"x #y\" # kpt-set: x #${a}\n", set("v: \"x #z\" # kpt-set: x #${a}\n", text("y")));
  }

  @Test
  void aDuplicateKeyIsAnErrorWithBothLines() {
    assertEquals(
        "duplicate key, first on line 1; keep one",
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
  void allNamesWhoseValuesTheDocumentHasAreUsed() {
    SetterSource values = SetterSource.of(Map.of("a", "1", "b", "2", "c", "3"));
    Setters.Applied outcome =
        Setters.apply(document("v: 1-2-x # kpt-set: ${a}-${b}-${u}\nw: c\n"), values);
    assertEquals(Set.of("a", "b"), outcome.used());
    Setters.Applied list =
        Setters.apply(document("v: [] # kpt-set: ${a}\n"), name -> given(name, list("x")));
    assertEquals(Set.of("a"), list.used());
  }

  @Test
  void aDocumentOfNothingButCommentsStays() {
    Document document = document("# kpt-set: ${a}\n");
    assertSame(document, Setters.apply(document, name -> given(name, text("x"))).document());
  }

  @Test
  void aValueThatIsThereIsNotReported() {
    Setters.Applied outcome =
        Setters.apply(document("v: x # kpt-set: ${a}\n"), name -> given(name, text("x")));
    assertEquals(List.of(), outcome.sets());
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
  void aPatternOf50PartsReadsAValueOf2000Characters() {
    String pattern = "${a}" + "-${x}".repeat(24) + "-";
    String value = "z".repeat(2_000 - 25) + "-".repeat(25);
    assertEquals(
        "v: y" + "-".repeat(25) + " # kpt-set: " + pattern + "\n",
        set("v: " + value + " # kpt-set: " + pattern + "\n", text("y")));
    String problem = "is too long to read the unset names from it; set them";
    assertEquals(problem, error("v: z" + value + " # kpt-set: " + pattern + "\n", text("y")));
    assertEquals(problem, error("v: -- # kpt-set: " + pattern + "${x}\n", text("y")));
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
}
