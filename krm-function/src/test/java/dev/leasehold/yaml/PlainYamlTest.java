package dev.leasehold.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.KrmPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of plain YAML reads what people write, and nothing otherwise than the engine. */
class PlainYamlTest {
  /** Pieces of lines: most are plain, the others must be noticed. */
  private static final List<String> INDENTS =
      List.of("", "", "", "  ", "  ", "  ", "    ", "    ", " ", "   ", "      ");

  private static final List<String> STARTS =
      List.of(
          "a:", "b:", "a: ", "b: ", "c.d/e: ", "c-d:  ", "1: ", "- ", "- ", "- a: ", "- b:", "-",
          "- - ", "'k': ", "\"k\": ", "-   b: ", "<<: ", "a : ", "~: ", "");

  private static final List<String> VALUES =
      List.of(
          "",
          "",
          "",
          "x",
          "x y",
          "1",
          "-1",
          "0x1F",
          "0o17",
          "08",
          "1e3",
          "1.",
          ".5",
          ".",
          "+.inf",
          ".nan",
          "-.NaN",
          "1_000",
          "10.0.0.0/8",
          "2001:db8::/64",
          "true",
          "False",
          "tRue",
          "null",
          "~",
          "Null",
          "'q'",
          "'it''s'",
          "\"q\"",
          "\"q r \"",
          "\"\"",
          "''",
          "[]",
          "{}",
          "[ ]",
          "[a, 'b']",
          "[a, [b]]",
          "{a: b, c: 1}",
          "{a: [x, y]}",
          "[1, \"2001:db8::/32\"]",
          "http://x:80/y",
          "x#y",
          "x:y",
          "-x",
          "--",
          "$x",
          "a,b",
          "a]b",
          "<x>",
          "=",
          "x:",
          "\"x",
          "x '",
          "[a",
          "[a,]",
          "[-]",
          "[a:b]",
          "[a: b]",
          "{a}",
          "{a: b}c",
          "'a'b",
          "\"\\t\"",
          "&x y",
          "*x",
          "!t x",
          "|",
          "|-",
          "|+ # c",
          ">-",
          "${x}",
          "$",
          "? x",
          ": x",
          "@x",
          "%x",
          "`x",
          "é",
          "\tx",
          "---",
          "...",
          "- x",
          "a: b");

  private static final List<String> ENDS =
      List.of(
          "\n",
          "\n",
          "\n",
          "\n",
          "\n",
          "\n",
          " # c\n",
          "  \n",
          "\n\n",
          "\n# c: d\n",
          "\n   # c\n",
          "\r\n",
          "#c\n",
          "\t\n",
          "\r",
          "");

  /** All of ours, and of the tests, but for the lists of the function, which are of many items. */
  @Test
  void readsTheManifestsOfThisRepositoryAsTheEngineDoes() throws IOException {
    List<String> passedBy = new ArrayList<>();
    int read = 0;
    for (Document document : documents("templates", "kpt-package", "testdata")) {
      if (PlainTrees.isReadAsTheEngineDoes(document.text())) {
        read++;
      } else {
        passedBy.add(document.file());
      }
    }
    assertTrue(read > 4 * passedBy.size(), read + " read, but not " + passedBy);
  }

  /** Also what was made for other tests: it is hard to read. */
  @Test
  void readsNoRandomTextOtherwise() {
    Random random = new Random(1);
    int plain = 0;
    int read = 0;
    for (int i = 0; i < 40_000; i++) {
      plain += PlainTrees.isReadAsTheEngineDoes(lines(random)) ? 1 : 0;
      String list = RandomYaml.resourceList(random);
      String soup = RandomYaml.soup(random);
      PlainTrees.isReadAsTheEngineDoes(list);
      PlainTrees.isReadAsTheEngineDoes(soup);
      read += PlainTrees.isMadeOfTheEnginesTree(i % 2 == 0 ? list : soup) ? 1 : 0;
    }
    assertTrue(plain > 4_000, plain + " were plain");
    assertTrue(read > 4_000, read + " were YAML");
  }

  @Test
  void typesEveryScalarAsTheEngineDoes() {
    Random random = new Random(1);
    int typed = 0;
    for (int i = 0; i < 40_000; i++) {
      StringBuilder value = new StringBuilder("a: ");
      for (int n = random.nextInt(6); n >= 0; n--) {
        value.append("0017.+-eEox_fAnN~ul".charAt(random.nextInt(19)));
      }
      typed += PlainTrees.isReadAsTheEngineDoes(value.toString()) ? 1 : 0;
    }
    assertTrue(typed > 30_000, typed + " were plain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: 1\n",
        "# c\n\na:\n  b: c # d\n",
        "---\na: b\n",
        "- kind: A\n  spec:\n    list:\n    - x: 1\n      y: 'it''s'\n    - \"z\"\n",
        "a:\n  - b\n  -\n  - c:\nd:\n",
        "a: {b: [c, 2001:db8::/64]}\r\nd: []\r\n",
        "- - a\n  - b\n- c",
        "--- # c\na: ä # ö 日本\n",
        "a: \"x\\n\\t\\\\ \\\"y\"\n",
        "a: |\n  b # c\n\n   d: |\n  \ne: f\n",
        "a: |-\n  b\n\n",
        "a: |+ # c\r\n  b\r\n\r\nc: d\r\n",
        "- |\n x\n  y\n- a: |\n   z\n",
        "a: |\n# c\nb: |-\n",
      })
  void readsWhatIsPlain(String text) {
    assertTrue(PlainTrees.isReadAsTheEngineDoes(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# c\n",
        "text\n",
        "a: &x b\n",
        "a: *x\n",
        "a: !!str b\n",
        "a: |2\n  b\n",
        "a: |\n  b",
        "a: |\n   \n  b\n",
        "a: >\n  b\n",
        "a: b\n  c\n",
        "a:\n  b\n",
        "a: \"b\n  c\"\n",
        "a: \"\\x41\"\n",
        "a: [b,\n  c]\n",
        "a:\tb\n",
        "? a\n: b\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "%YAML 1.2\n---\na: b\n",
        "a: 😀\n",
        "a: \u2028\n",
        "a: \u0085\n",
        "a: \ud800\n",
        "a: b # \udc00\n",
        "a: b\rc: d\n",
        "\ufeffa: b\n",
        "a: b: c\n",
        "a: b\n c: d\n",
        "a: 'b' c\n",
        "a: ${b}\n",
        "[a]\n",
      })
  void leavesAllElseToTheEngine(String text) {
    assertFalse(PlainTrees.isReadAsTheEngineDoes(text));
  }

  /** Two keys that are the same are reported of by who reads the tree. */
  @Test
  void leavesEqualKeysInTheTree() {
    assertTrue(PlainTrees.isReadAsTheEngineDoes("a: 1\na: 2\n"));
  }

  @Test
  void leavesWhatIsDeepOrLongToTheEngine() {
    for (String open : List.of("- ", "[", "{a: ", "a:\n ")) {
      assertEquals(false, PlainTrees.isReadAsTheEngineDoes("b: \n  " + open.repeat(100_000)));
    }
    assertFalse(PlainTrees.isReadAsTheEngineDoes("k".repeat(1_100) + ": a\n"));
    assertFalse(PlainTrees.isReadAsTheEngineDoes("{'" + "k".repeat(1_100) + "': a}\n"));
  }

  private static String lines(Random random) {
    StringBuilder text = new StringBuilder();
    boolean isTame = random.nextInt(3) > 0; // else too little is plain as a whole
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      text.append(RandomYaml.pick(INDENTS, random));
      text.append(RandomYaml.pick(isTame ? STARTS.subList(0, 16) : STARTS, random));
      text.append(RandomYaml.pick(isTame ? VALUES.subList(0, 48) : VALUES, random));
      text.append(RandomYaml.pick(isTame ? ENDS.subList(0, 12) : ENDS, random));
    }
    return text.toString();
  }

  private static List<Document> documents(String... folders) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String folder : folders) {
      try (Stream<Path> paths = Files.walk(Path.of("..", folder))) {
        for (Path path : paths.filter(p -> p.toString().matches(".*[.]ya?ml")).toList()) {
          files.put(path.toString(), Files.readString(path));
        }
      }
    }
    return KrmPackage.of(new TreeMap<>(files)).documents();
  }
}
