package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.yaml.RandomYaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner cuts as a parse does, or leaves it to the parse. */
class ItemScannerTest {
  private static final String HEAD =
      """
      apiVersion: config.kubernetes.io/v1
      kind: ResourceList
      items:
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- a: 1\n- b: 2\n",
        "- a: 1\n- b: 2",
        "-\n  a: 1\n-   # why\n  b: 2\n-\n",
        "# above\n- a: 1\n# between\n\n- b: 2\n# after\n",
        "- a: 1\nfunctionConfig:\n  data:\n  - x\n",
        "- a: |\n    - not an item\n    \"open quote\n    [open\n- b: >-\n   'open\n",
        "- a: |2\n      indented\n    less\n- |\n block\n- b: 1\n",
        "- a: |  # comment\n    text\n  b: \"closed\" # \"open\n",
        "- \"a\": 'it''s'\n- 'b': \"a \\\" b\"\n",
        "- {a: 1, b: [x, 'y]', \"z}\"]}\n- [a, b]\n",
        "- !!map\n  a: !!str 1\n- &x\n  a: 1\n- *x\n",
        "- a: plain\n    - goes on\n    # comment\n- b: 1\n",
        "- a: b # \"not open\n- b: http://x:80/#y\n",
        "- a: it's fine\n- b: say \"yes\"\n",
        "- - - nested\n  - more\n- b: 1\n",
        "- a:\n  - b: |\n     - not an item\n    \n  - c-1\n  - d\n- b: 1\n",
        "- a:\n  - goes\n    - on\n  - b: c\n    d: 'e'\n- b: 1\n",
        "- ---\n- a: -5\n- ...x\n",
        "- a: 1\n...\n",
        "- é: größe # 😀\n- '日本': \"語\"\n# ж\n- [ü, {ß: 'é'}]\n",
        "- a: |\n    é\t\"\n- b: é\nfunctionConfig: {ü: 😀}\n",
      })
  void cutsBlockStyleWithoutParsing(String items) {
    for (String text : List.of(HEAD + items, (HEAD + items).replace("\n", "\r\n"))) {
      ItemScanner.Cut cut = cut(text).orElseThrow();
      if (!items.contains("*x")) { // an item that is an alias is refused by the parse
        assertEquals(ParsedCut.of(text), cut, text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- a: \"over\n- b: lines\"\n",
        "- a: 'over\n- b: lines'\n",
        "- a:\t\"over\n- b: lines\"\n",
        "-\t\"over\n- b: lines\"\n",
        "- a:\n  - b: \"over\n- b: lines\"\n",
        "- a:\n  - \"over\n- b: lines\"\n",
        "- \"k\" : \"over\n- b: lines\"\n",
        "- {a: 1,\n  b: 2}\n- c: 3\n",
        "- {a: 1}: \"over\n- b: lines\"\n",
        "- [!!str \"a]\n- b\"]\n",
        "- [!!str \"a]\", \"b\n- c\"]\n",
        "- [a, # ]\n  b]\n",
        "- [\"a\", \"over\n- b: lines\"]\n",
        "- ? key\n  : \"over\n- b: lines\"\n",
        "- !!str \"over\n- b: lines\"\n",
        "- &a \"over\n- b: lines\"\n",
        "- a: 1\r- b: 2\n",
        "- a: 1\n- b: \"\r- c\"\n",
        "- a: 1\n-\tb: 1\n",
        "- a: 1\n-\n>\n  text\n",
        "- a: 1\n-\ntext\n",
        "- a: 1\n\"functionConfig\": {}\n",
        "- a: 1\nübrig: 1\n",
        "- a: 1\nfunctionConfig: {}\r",
        "- a: é\t# \"\n",
        "  - a: 1\n  - b: 2\n",
        "  []\n",
        "",
      })
  void leavesToTheParseWhatOnlyItCanTell(String items) {
    assertEquals(Optional.empty(), cut(HEAD + items));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: ResourceList\nitems: []\n",
        "kind: ResourceList\nitems: # none\n",
        "kind: ResourceList\n",
        "kind: ResourceList\n\"items\":\n- a: 1\n",
        "{\"kind\": \"ResourceList\", \"items\": [{\"a\": 1}]}",
        "",
      })
  void leavesAnotherShapeOfListToTheParse(String text) {
    assertEquals(Optional.empty(), cut(text));
  }

  @Test
  void aByteOrderMarkIsNoReasonToParse() {
    String text = "\ufeff" + HEAD + "- é: 1\n- b: 2\n";
    ItemScanner.Cut cut = cut(text).orElseThrow();
    assertEquals(ParsedCut.of(text), cut);
    assertEquals(2, cut.starts().size());
  }

  @Test
  void itemsMayComeFirst() {
    String text = "items:\n- a: 1\nkind: ResourceList\n";
    assertEquals(ParsedCut.of(text), cut(text).orElseThrow());
  }

  @Test
  void takesALineOfAMegabyte() {
    String text = HEAD + "- a: \"" + "- {[x: ".repeat(150_000) + "\"\n- b: 1\n";
    assertEquals(2, cut(text).orElseThrow().starts().size());
  }

  @Test
  void takesAHundredThousandItemsWithoutAColon() {
    String text = HEAD + "- x\n".repeat(100_000);
    assertEquals(100_000, cut(text).orElseThrow().starts().size());
  }

  static List<Long> seeds() {
    return List.of(1L, 2L, 3L, 4L);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithTheParseOnAnythingThatParses(long seed) {
    Random random = new Random(seed);
    int compared = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = RandomYaml.resourceList(random);
      Optional<ItemScanner.Cut> cut = cut(text);
      if (cut.isPresent()) {
        Optional<ItemScanner.Cut> parsed = parsed(text);
        if (parsed.isPresent()) {
          assertEquals(parsed.get(), cut.get(), text);
          compared++;
        }
      }
    }
    assertTrue(compared > 1_000, compared + " of 20000 could be compared");
  }

  /** Empty for what does not parse: then it does not matter where it is cut. */
  private static Optional<ItemScanner.Cut> parsed(String text) {
    try {
      return Optional.of(ParsedCut.of(text));
    } catch (FieldException e) {
      return Optional.empty();
    }
  }

  /** What it says to be ASCII is not looked at again before it is written back. */
  @Test
  void takesNothingElseForAscii() {
    Random random = new Random(1);
    int reported = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] text = RandomYaml.resourceList(random).getBytes(StandardCharsets.UTF_8);
      for (int n = random.nextInt(3); n > 0; n--) {
        text[random.nextInt(text.length)] = (byte) (0x80 | random.nextInt(128));
      }
      ItemScanner scanner = new ItemScanner(text);
      scanner.scan();
      for (int at = 0; at < scanner.ascii(); at++) {
        assertTrue(text[at] >= 0, new String(text, StandardCharsets.UTF_8));
      }
      reported += scanner.ascii() > 0 ? 1 : 0;
    }
    assertTrue(reported > 10_000, reported + " of 20000 began with ASCII");
  }

  private static Optional<ItemScanner.Cut> cut(String text) {
    return ItemScanner.cut(text.getBytes(StandardCharsets.UTF_8));
  }
}
