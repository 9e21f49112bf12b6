package dev.leasehold.setters;

import static dev.leasehold.setters.SetterCases.document;
import static dev.leasehold.setters.SetterCases.list;
import static dev.leasehold.setters.SetterCases.read;
import static dev.leasehold.setters.SetterCases.set;
import static dev.leasehold.setters.SetterCases.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a setter is in a ConfigMap or another document. */
class SetterValueTest {
  @Test
  void jsonInAConfigMapIsAListOrAText() {
    SetterValue json = read("'[{\"HTTP\": 80}]'");
    assertEquals("v: '[{\"HTTP\": 80}]' # kpt-set: ${a}\n", set("v: 'x' # kpt-set: ${a}\n", json));
    assertEquals("v: [{HTTP: 80}] # kpt-set: ${a}\n", set("v: [] # kpt-set: ${a}\n", json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-x", "[x", "- x: [", "-", "[x]\nv: y", "80"})
  void textThatIsNoListIsASingleValue(String text) {
    assertEquals(text(text), read("|-\n  " + text.replace("\n", "\n  ")));
  }

  @Test
  void nothingIsAnEmptyText() {
    Field nothing = document("v: ~\n").root().findNullable("v").orElseThrow();
    assertEquals(text(""), SetterValue.read(nothing));
    assertEquals(text(""), read("''"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[x, z]", "- x\n- z", "-\n  x\n- z"})
  void textThatIsAListInYamlIsAList(String text) {
    assertEquals(list("x", "z"), read("|-\n  " + text.replace("\n", "\n  ")));
    assertEquals(list("x", "z"), read("' [x, z]'"));
  }

  @Test
  void aMappingIsNoValue() {
    FieldException e = assertThrows(FieldException.class, () -> read("{x: y}"));
    assertEquals("must be a single value or a list", e.finding().message());
  }
}
