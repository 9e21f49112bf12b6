package dev.leasehold.setters;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A setter comment sets a value, or a finding says why it does not. */
class UnusedCommentsTest {
  private static final String ALONE =
      "it is on its own line; put it after the value, on the same line";
  private static final String NO_VALUE =
      "there is no single value or list before it; put it after the value";
  private static final String TEXT = "it is inside a text; give the value its own field";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v: # kpt-set: ${v}\n  old\n",
        "v:\t# kpt-set: ${v}\n\n  # more\n  \"old\" # last\n",
        "v: # remark\n  old # kpt-set: ${v}\n",
        "v:\n  # above\n  old # kpt-set: ${v}\n",
        "v:\n- # kpt-set: ${v}\n  old\n",
        "v:\n- - # kpt-set: ${v}\n    old\n",
        "v:\n- # kpt-set: ${v}\n  \told\n",
        "v: # kpt-set: ${v}\n  &a old\n",
        "- # kpt-set: ${v}\n  old\n",
      })
  void setsAValueOnTheLineBelowItsKey(String text) {
    Setters.Applied outcome = apply(text);
    assertEquals(text.replace("old", "new"), outcome.document().text());
    assertEquals(List.of(), outcome.findings());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v: x\n# kpt-set: ${v}\n",
        "# kpt-set: ${v}\nv: x\n",
        "v:\n- x\n# kpt-set: ${v}\n- y\n",
        "v:\n  - x\n  \t# kpt-set: ${v}\n",
        "#kpt-set: ${v}\nv: x\n",
        "#  kpt-set: ${v}\nv: x\n",
        "v:\n- x # -\n  # kpt-set: ${v}\n- y\n",
      })
  void reportsACommentOnALineOfItsOwn(String text) {
    assertTold(text, ALONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m: # kpt-set: ${v}\n  a: x\n",
        "m: {a: x} # kpt-set: ${v}\n",
        "m: {a: x,\n  b: y} # kpt-set: ${v}\n",
        "m: # kpt-set: ${v}\n  x # kpt-set: ${unknown}\n",
        "m:\n- # kpt-set: ${v}\n  a: x\n",
        "m: {} # kpt-set: ${v}\n",
        "m:\n- x-\n- - y\nn: # kpt-set: ${v}\n  z: 1\n",
      })
  void reportsACommentThatBelongsToNoValue(String text) {
    assertTold(text, NO_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m: |\n  a: x # kpt-set: ${v}\n",
        "m: |2 # note\n    a: x # kpt-set: ${v}\n",
        "m: &a !!str |\n  a: x # kpt-set: ${v}\n",
        "m: 'a # kpt-set: ${v}'\n",
        "m: &a 'b # kpt-set: ${v}'\n",
        "m: \"a\n  # kpt-set: ${v}\n  b\"\n",
        "'a # kpt-set: ${v}': x\n",
        "'# kpt-set: ${v}': x\n",
        "m:\n- 'a # kpt-set: ${v}'\n",
      })
  void reportsACommentInText(String text) {
    assertTold(text, TEXT);
  }

  @Test
  void reportsACommentBesideABlockScalarThatIsNoText() {
    assertEquals(
        "v: |- # kpt-set: ${v}\n  new\n", apply("v: | # kpt-set: ${v}\n  old\n").document().text());
    assertTold("m: |\n  x\n  # kpt-set: ${v}\n", TEXT);
    assertTold("m: |\n  x\n# kpt-set: ${v}\n", ALONE);
    assertTold("m: &a\n# kpt-set: ${v}\nb: x\n", ALONE);
  }

  @Test
  void reportsEachCommentByItsLineInTheFile() {
    String text = "a:\n  b: 1\n\n# kpt-set: ${v}\nc: 2\nd: {} # kpt-set: ${v}\n# kpt-set: ${v}";
    Document document = Document.inFile("a.yaml", 11, text);
    assertEquals(
        List.of(14, 16, 17),
        Setters.apply(document, UnusedCommentsTest::given).findings().stream()
            .map(finding -> finding.place().line())
            .toList());
  }

  @Test
  void setsTheValueBeforeTheCommaAndReportsTheClosingBrace() {
    String text = "n: {a: old, # kpt-set: ${v}\n  b: x} # kpt-set: ${v}\n";
    Setters.Applied outcome = apply(text);
    assertEquals(text.replace("old", "new"), outcome.document().text());
    assertEquals(List.of(reported(2, NO_VALUE)), reported(outcome));
  }

  @Test
  void reportsCommentsBesideAKeyThatIsNamedLikeTheWord() {
    String text = "kpt-set: x\n# kpt-set: ${v}\n";
    assertEquals(List.of(reported(2, ALONE)), reported(apply(text)));
  }

  @Test
  void aListWithAKeyOfItsOwnIsSetAndNotReported() {
    Setters.Applied outcome = apply("l: [x] # kpt-set: ${l}\nm:\n- [x] # kpt-set: ${unknown}\n");
    assertEquals(
        "l: [new] # kpt-set: ${l}\nm:\n- [x] # kpt-set: ${unknown}\n", outcome.document().text());
    assertEquals(List.of(), outcome.findings());
  }

  @Test
  void aKeyWithoutAValueIsNotSet() {
    String text = "m: {\n  a, b: old, # kpt-set: ${v}\n  c # kpt-set: ${v}\n  }\n";
    Setters.Applied outcome = apply(text);
    assertEquals(text.replace("old", "new"), outcome.document().text());
    assertEquals(List.of(reported(3, NO_VALUE)), reported(outcome));
  }

  @Test
  void reportsAListThatIsNoFieldOfItsOwn() {
    String text = "l:\n- [x] # kpt-set: ${l}\n";
    Setters.Applied outcome = apply(text);
    assertEquals(text, outcome.document().text());
    assertEquals(
        List.of(
            "a.yaml:2: l[0]: its setter comment '${l}' is not applied: setters set only a list that"
                + " has its own key"),
        reported(outcome));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# a kpt-set: ${v} comment\nb: x\n",
        "# kpt-set comments: see the docs\nb: x\n",
        "#a: x # kpt-set: ${v}\nb: x\n",
        "  # a: x # kpt-set: ${v}\nb: x\n",
        "\t# a: x # kpt-set: ${v}\nb: x\n",
        "# kpt-set: ${unknown}\nb: x\n",
        "# kpt-set: ${v\nb: x\n",
        "m: {} # kpt-set: v\n",
        "m: kpt-set:${v}\n",
        "#",
      })
  void ignoresProseAndUnknownNames(String text) {
    Setters.Applied outcome = apply(text);
    assertEquals(text, outcome.document().text());
    assertEquals(List.of(), outcome.findings());
  }

  /** Nothing is set, and the one thing to tell is that, of the comment in the text. */
  private static void assertTold(String text, String why) {
    Setters.Applied outcome = apply(text);
    int comment = text.lastIndexOf('#', text.indexOf("kpt-set: ${v}"));
    int line = 1 + (int) text.substring(0, comment).chars().filter(c -> c == '\n').count();
    String spelled = text.substring(comment, text.indexOf('\n', comment)).strip();
    assertEquals(text, outcome.document().text());
    assertEquals(List.of(), outcome.sets());
    assertEquals(List.of(reported(line, spelled, why)), reported(outcome));
  }

  private static String reported(int line, String why) {
    return reported(line, "# kpt-set: ${v}", why);
  }

  private static String reported(int line, String comment, String why) {
    return "a.yaml:" + line + ": the comment '" + comment + "' sets nothing: " + why;
  }

  private static List<String> reported(Setters.Applied outcome) {
    return outcome.findings().stream().map(Finding::toString).toList();
  }

  private static Setters.Applied apply(String text) {
    return Setters.apply(Document.inFile("a.yaml", 1, text), UnusedCommentsTest::given);
  }

  private static Optional<SetterValue> given(String name) {
    return switch (name) {
      case "v" -> Optional.of(new SetterValue.Single("new"));
      case "l" -> Optional.of(new SetterValue.Items(List.of(new ListEntry.Text("new"))));
      default -> Optional.empty();
    };
  }
}
