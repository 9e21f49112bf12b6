package dev.leasehold.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ProblemsTest {
  @Test
  void namesTheWholeCharacterThatAValueCannotBeginWith() {
    for (String character : new String[] {"@", "🙂"}) {
      assertEquals(
          "a value cannot begin with " + character + "; put quotes around it",
          Problems.plain("", "found character '" + character + "' that cannot start any token."));
    }
  }
}
