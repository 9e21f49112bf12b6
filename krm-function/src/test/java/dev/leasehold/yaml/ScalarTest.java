package dev.leasehold.yaml;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarTest {
  @ParameterizedTest
  @ValueSource(strings = {"a: b # c\n", "a: 'b'\n", "a: \"\"\n", "a: 1\n", "a: [b]\n", "- b\n"})
  void isSimpleOnOneLineWithNothingBeforeIt(String text) {
    assertTrue(first(text).isSimple());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:\n",
        "a: |\n  b\n",
        "a: \"\\n\"\n",
        "a: !!str b\n",
        "a: &b c\n",
        "a: &b c\nd: *b\n",
        "a: b\n  c\n",
        "a: b\nc: &d e\n",
        "a: &b [c]\n"
      })
  void isNotSimpleWhereOnlyTheEngineCouldTell(String text) {
    assertFalse(first(text).isSimple());
  }

  /** The value of the first key, or the first element of it. */
  private static Scalar first(String text) {
    Node at = Yaml.compose(text).orElseThrow().root();
    while (!(at instanceof Scalar)) {
      at =
          at instanceof Mapping mapping
              ? mapping.entries().getFirst().value().value()
              : ((Sequence) at).items().getFirst();
    }
    return (Scalar) at;
  }
}
