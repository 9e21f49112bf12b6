package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.yaml.RandomYaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A set of words is found where one of them stands, however the document came. */
class WordSetTest {
  private static final List<String> WORDS =
      List.of("leasehold.dev/", "prefixRef", "kpt-set:", "CiliumCIDRGroup", "kind", "é", "IPPool");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsWhatEachOfItsWordsFinds(long seed) {
    Random random = new Random(seed);
    int found = 0;
    for (int round = 0; round < 2_000; round++) {
      String[] words = new String[random.nextInt(4)];
      for (int i = 0; i < words.length; i++) {
        words[i] = RandomYaml.pick(WORDS, random);
      }
      WordSearch known =
          random.nextBoolean() ? WordSearch.of(WORDS) : WordSearch.of(WORDS.subList(0, 3));
      WordSet set = WordSet.of(words);
      String text = text(random);
      Document item = item(text, random.nextBoolean() ? known : WordSearch.NONE);
      String edited = text(random);
      List<Document> documents =
          List.of(
              item,
              item.withText(edited),
              item.withText(text(random)).withText(edited),
              Document.inFile("a.yaml", 1, text),
              Document.inFile("a.yaml", 1, text).withText(edited));
      for (Document document : documents) {
        boolean expected = false;
        for (String word : words) {
          expected |= document.text().contains(word);
          assertEquals(document.text().contains(word), document.mentions(word), word);
        }
        found += expected ? 1 : 0;
        assertEquals(expected, document.mentions(set), List.of(words) + " in " + document.text());
      }
    }
    assertTrue(found > 1_000, "found " + found);
  }

  @Test
  void anEditedItemIsStillInItsFile() {
    String text =
        """
        - kind: A
          metadata:
            annotations:
              internal.config.kubernetes.io/path: 'setters.yaml'
              internal.config.kubernetes.io/package-path: '/p/sub'
        """;
    Document item = item(text, WordSearch.of(WORDS));
    Document edited = item.withText("- kind: A\n").withText("- kind: B\n");
    assertEquals("setters.yaml", edited.file());
    assertEquals("/p/sub", edited.packagePath());
    assertFalse(edited.mentions("setters.yaml"));
    assertEquals("/p/sub", edited.packagePath());
    assertTrue(edited.isIn("setters.yaml"));
    assertFalse(edited.isIn("b.yaml"));
    assertEquals("setters.yaml", item.file());
  }

  private static Document item(String text, WordSearch words) {
    byte[] bytes = ("kind\n" + text).getBytes(StandardCharsets.UTF_8);
    Input input = Input.of(bytes, words);
    long[] mentions = input.wordsIn(List.of(5), bytes.length);
    return Document.item(input, 5, bytes.length, mentions[0]);
  }

  private static String text(Random random) {
    List<String> lines = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      lines.add("- a: " + RandomYaml.pick(List.of("x", "y z", "ö", ""), random));
      lines.add("  b: " + (random.nextBoolean() ? RandomYaml.pick(WORDS, random) : "c"));
    }
    return String.join("\n", lines);
  }
}
