package dev.leasehold.setters;

import static dev.leasehold.setters.SetterCases.document;
import static dev.leasehold.setters.SetterCases.error;
import static dev.leasehold.setters.SetterCases.given;
import static dev.leasehold.setters.SetterCases.list;
import static dev.leasehold.setters.SetterCases.read;
import static dev.leasehold.setters.SetterCases.set;
import static dev.leasehold.setters.SetterCases.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.krm.Place;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Setters of whole lists. */
class SetterListTest {
  @Test
  void aListOfNumbersStaysOne() {
    assertEquals(
        "v: [443, 8080] # kpt-set: ${a}\n", set("v: [80] # kpt-set: ${a}\n", list("443", "8080")));
    assertEquals(
        "k:\n  v: # kpt-set: ${a}\n  - 443\n  - 80 # web\n  - x\n",
        set("k:\n  v: # kpt-set: ${a}\n  - 80 # web\n", list("443", "80", "x")));
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
  void ofElementsThatReadTheSameEachIsKeptOnce() {
    assertEquals(
        "v: # kpt-set: ${a}\n- a # 1\n- b # 2\n- a # 3\n- a\n",
        set("v: # kpt-set: ${a}\n- a # 1\n- b # 2\n- a # 3\n", list("a", "b", "a", "a")));
    assertEquals(
        "v: # kpt-set: ${a}\n- b # 2\n- a # 1\n",
        set("v: # kpt-set: ${a}\n- a # 1\n- b # 2\n- a # 3\n", list("b", "a")));
    assertEquals(
        "v: # kpt-set: ${a}\n- a # 1\n- a # 2\n",
        set("v: # kpt-set: ${a}\n- b # 0\n- a # 1\n- a # 2\n", list("a", "a")));
  }

  @Test
  void aListOfNumbersInQuotesStaysOneOfStrings() {
    assertEquals(
        "v: [\"80\", \"443\"] # kpt-set: ${a}\n",
        set("v: [\"80\", \"8080\"] # kpt-set: ${a}\n", read("[80, 443]")));
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
  void aListSetterTakesARealList() {
    assertEquals(
        "v: # kpt-set: ${a}\n- x\n- w\n", set("v: # kpt-set: ${a}\n- z\n", list("x", "w")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v: x # kpt-set: ${a}\n", "v:\n- x # kpt-set: ${a}\n"})
  void aListForASingleValueIsAnError(String text) {
    assertEquals(
        "is a single value, but setter 'a' is a list; put the comment after the key of a list",
        error(text, list("x", "y")));
  }

  @Test
  void aSingleValueForAListIsAnError() {
    assertEquals(
        "is a list, but setter 'a' has the single value 'x'",
        error("v: # kpt-set: ${a}\n- y\n", text("x")));
    assertEquals(
        "its setter comment '${a}-x' must be a single name to set a list",
        error("v: [y] # kpt-set: ${a}-x\n", list("x")));
  }

  @Test
  void aFlowListStaysOne() {
    assertEquals("v: [b, c] # kpt-set: ${a}\n", set("v: [a, b] # kpt-set: ${a}\n", list("b", "c")));
    assertEquals("v: [] # kpt-set: ${a}\n", set("v: [a, b] # kpt-set: ${a}\n", list()));
    assertEquals("v: [b, \"3\"] # kpt-set: ${a}\n", set("v: [] # kpt-set: ${a}\n", list("b", "3")));
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
  void aSetterInsideAListThatIsSetAsAWholeIsAnError() {
    assertEquals(
        "is part of v, which a setter sets as a whole; keep one comment",
        error("v: # kpt-set: ${a}\n- x # kpt-set: ${l}\n", list("y")));
  }

  @Test
  void saysWhichElementsAListHadAndHas() {
    Setters.Applied outcome =
        Setters.apply(
            document("b: &b [z]\nv: # kpt-set: ${a}\n- w\n- {k: x}\n- *b\n- 80\n"),
            name -> given(name, read("[w, {k: y}, 90]")));
    assertEquals(
        List.of(
            new Setters.Set(
                new Place("a.yaml", 3, "", "v"),
                List.of("w", "{k: x}", "…", "80"),
                List.of("w", "{k: y}", "90"))),
        outcome.sets());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0  | 0
          9  | 9
          10 | 10
          01 | "01"
          1/ | 1/
          1: | '1:'
          `` | ""
          """)
  void amongNumbersOnlyDigitsAreANumber(String value, String written) {
    assertEquals(
        "v: [" + written + "] # kpt-set: ${a}\n", set("v: [80] # kpt-set: ${a}\n", list(value)));
  }

  @Test
  void aListOfFractionsIsOneOfNumbers() {
    assertEquals("v: [2] # kpt-set: ${a}\n", set("v: [1.5] # kpt-set: ${a}\n", list("2")));
    assertEquals("v: [\"2\"] # kpt-set: ${a}\n", set("v: [x] # kpt-set: ${a}\n", list("2")));
  }

  @Test
  void aListInsideAListThatIsSetAsAWholeIsAnError() {
    assertEquals(
        "is part of v, which a setter sets as a whole; keep one comment",
        error("v: # kpt-set: ${a}\n- k: # kpt-set: ${a}\n  - x\n", list("z")));
    assertEquals(
        "w: # kpt-set: ${a}\n- z\nv: # kpt-set: ${a}\n- z\n",
        set("w: # kpt-set: ${a}\n- x\nv: # kpt-set: ${a}\n- x\n", list("z")));
  }
}
