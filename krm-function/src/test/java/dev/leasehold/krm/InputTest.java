package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.yaml.RandomYaml;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of bytes is answered as of their text. */
class InputTest {
  private static final List<String> ALPHABET =
      List.of("a", "b", "ab", "kind", "é", "😀", "\n", "x");

  /** The decoder of the JDK is the oracle. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void takesForUtf8WhatTheDecoderTakesForIt(long seed) {
    Random random = new Random(seed);
    int valid = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes =
          "0123456789é€😀".substring(random.nextInt(13)).getBytes(StandardCharsets.UTF_8);
      for (int n = random.nextInt(3); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      boolean expected = isUtf8(bytes);
      valid += expected ? 1 : 0;
      assertEquals(expected, accepts(bytes), () -> HexFormat.of().formatHex(bytes));
    }
    assertTrue(valid > 10_000 && valid < 190_000, valid + " of 200000 were valid");
  }

  /** The first and last code points of each length, and the ones beside them (RFC 3629). */
  @ParameterizedTest
  @CsvSource({
    "c280, true",
    "c1bf, false",
    "c080, false",
    "dfbf, true",
    "e0a080, true",
    "e09fbf, false",
    "ed9fbf, true",
    "eda080, false",
    "edbfbf, false",
    "ee8080, true",
    "efbfbf, true",
    "f0908080, true",
    "f08fbfbf, false",
    "f48fbfbf, true",
    "f4908080, false",
    "f5808080, false",
    "80, false",
    "ff, false",
    "c3, false",
    "e282, false",
    "f09f98, false",
    "efbbbf, true"
  })
  void knowsTheBoundsOfUtf8(String hex, boolean valid) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertEquals(isUtf8(bytes), valid, "the decoder");
    assertEquals(valid, accepts(bytes));
  }

  @Test
  void namesTheLineThatIsNotUtf8() {
    byte[] bytes = "kind: ResourceList\nitems:\n- a: é\n".getBytes(StandardCharsets.ISO_8859_1);
    FieldException e = assertThrows(FieldException.class, () -> Input.of(bytes, WordSearch.NONE));
    assertEquals("standard input:3: is not UTF-8", e.finding().toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsEachWordInTheStretchesThatHoldIt(long seed) {
    Random random = new Random(seed);
    int found = 0;
    for (int round = 0; round < 3_000; round++) {
      List<String> words = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        words.add(text(random, 6).replace("\n", ""));
      }
      List<String> stretches = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      StringBuilder all = new StringBuilder(text(random, 3));
      for (int i = random.nextInt(5); i >= 0; i--) {
        starts.add(Input.length(all.toString()));
        String stretch =
            text(random, 12) + (random.nextBoolean() ? RandomYaml.pick(words, random) : "") + "\n";
        stretches.add(stretch);
        all.append(stretch);
      }
      int end = Input.length(all.toString());
      Input input =
          Input.of(
              all.append(text(random, 3)).toString().getBytes(StandardCharsets.UTF_8),
              random.nextBoolean() ? WordSearch.of(words) : WordSearch.NONE);
      long[] mentions = input.wordsIn(starts, end);
      for (int i = 0; i < starts.size(); i++) {
        int to = i + 1 < starts.size() ? starts.get(i + 1) : end;
        Document document = Document.item(input, starts.get(i), to, mentions[i]);
        for (String word : words) {
          boolean expected = stretches.get(i).contains(word);
          found += expected ? 1 : 0;
          assertEquals(expected, document.mentions(word), word + " in " + stretches.get(i));
        }
        assertEquals(stretches.get(i), document.text());
      }
    }
    assertTrue(found > 3_000, "found " + found);
  }

  @Test
  void moreWordsThanThereIsRoomForAreFoundToo() {
    List<String> words = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      words.add("word-number-" + i + ";");
      text.append(i % 2 == 0 ? "word-number-" + i + ";\n" : "");
    }
    Input input = Input.of(text.toString().getBytes(StandardCharsets.UTF_8), WordSearch.of(words));
    long[] mentions = input.wordsIn(List.of(0), text.length());
    Document document = Document.item(input, 0, text.length(), mentions[0]);
    for (int i = 0; i < 100; i++) {
      assertEquals(i % 2 == 0, document.mentions(words.get(i)), words.get(i));
    }
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(RandomYaml.pick(ALPHABET, random));
    }
    return text.toString();
  }

  private static boolean accepts(byte[] bytes) {
    try {
      Input.of(bytes, WordSearch.NONE);
      return true;
    } catch (FieldException e) {
      return false;
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
