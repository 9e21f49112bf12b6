package dev.leasehold.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileContentTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a: 1\n", "a: ü\r\n", "\ufeffa: 1", "a: \ud83d\ude00\n", "\u007f\t"})
  void isTheTextThatTheBytesAreInUtf8(String text) {
    FileContent content = FileContent.of(text.getBytes(UTF_8));
    assertEquals(Optional.of(text), content.text());
    assertArrayEquals(text.getBytes(UTF_8), content.bytes());
    assertEquals(text.getBytes(UTF_8).length, content.size());
  }

  @Test
  void hasNoTextInOtherEncodings() {
    for (byte[] bytes :
        new byte[][] {
          "a: ü".getBytes(ISO_8859_1), "a: 1".getBytes(UTF_16LE), {'a', 0}, {(byte) 0xc0, 'a'},
        }) {
      FileContent content = FileContent.of(bytes);
      assertEquals(Optional.empty(), content.text());
      assertArrayEquals(bytes, content.bytes());
      assertEquals(bytes.length, content.size());
    }
  }

  @Test
  void returnsAnyBytesUnchanged() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(5)];
      random.nextBytes(bytes);
      assertArrayEquals(bytes, FileContent.of(bytes).bytes());
    }
  }

  @Test
  void isTheSameWhateverIsDoneToACopy() {
    for (String text : new String[] {"a: 1", "a: \0"}) {
      FileContent content = FileContent.of(text.getBytes(UTF_8));
      content.bytes()[0] = 'X';
      assertArrayEquals(text.getBytes(UTF_8), content.bytes());
    }
  }

  /** Those of a package are in a cache and in documents, and must not be in memory twice. */
  @Test
  void keepsOneText() {
    FileContent content = FileContent.of("a: 1".getBytes(UTF_8));
    assertSame(content.text().orElseThrow(), content.text().orElseThrow());
  }
}
