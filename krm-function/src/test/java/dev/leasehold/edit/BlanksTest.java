package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlanksTest {
  /** From the second character on; {@code ~} is a line break, {@code _} a blank. */
  @ParameterizedTest
  @CsvSource({
    "ab, b",
    "a_b, b",
    "a~_~_b, b",
    "a#b, #b",
    "a_#_c~b, b",
    "a_#_c#c~~#_d~_b, b",
    "a_#_c, ''",
    "a_, ''",
    "a, ''",
  })
  void skipsBlanksBreaksAndComments(String text, String rest) {
    for (String lineBreak : new String[] {"\n", "\r\n", "\t\n", "\ufeff\n"}) {
      String spelled = text.replace("~", lineBreak).replace('_', ' ');
      assertEquals(rest, spelled.substring(new Blanks(spelled).skip(1)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          v           | v
          &x v        | v
          &x !y v     | v
          !!str &x_v w | w
          !<a:[b,c]> v | v
          &x          | ``
          &x,         | ,
          !x]         | ]
          !x[         | [
          &x{}        | {}
          &x}         | }
          !x #_c      | ``
          """)
  void skipsAnchorAndTag(String text, String rest) {
    assertEquals(rest, text.substring(new Blanks(text).skipProperties(0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          v         | 9 | -1
          &x v      | 9 | 2
          &x !y v   | 9 | 5
          &x  !y    | 9 | 6
          &x !y v   | 3 | 2
          &x        | 0 | -1
          &x, !y    | 9 | 2
          """)
  void findsTheEndOfAnchorAndTag(String text, int valueEnd, int end) {
    assertEquals(end, new Blanks(text).endOfProperties(0, valueEnd, -1));
  }
}
