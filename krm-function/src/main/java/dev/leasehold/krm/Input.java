package dev.leasehold.krm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bytes of a ResourceList, of which its items are stretches: UTF-8, looked at undecoded. */
final class Input {
  /** The highest bit of each of eight bytes. */
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  private final byte[] bytes;
  private final WordSearch words;
  private final Map<String, Needle> needles;

  private Input(byte[] bytes, WordSearch words, Map<String, Needle> needles) {
    this.bytes = bytes;
    this.words = words;
    this.needles = needles;
  }

  /**
   * @param words the words that most items are searched for
   * @throws FieldException when the bytes are not UTF-8: a replaced character would be a changed
   *     file
   */
  static Input of(byte[] bytes, WordSearch words) {
    return of(bytes, words, 0);
  }

  /** The same of bytes that are known to be ASCII up to that offset. */
  static Input of(byte[] bytes, WordSearch words, int ascii) {
    int invalid = firstInvalid(bytes, ascii);
    if (invalid >= 0) {
      int line = 1;
      for (int i = 0; i < invalid; i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new FieldException(new Place("standard input", line, "", ""), "is not UTF-8");
    }
    return new Input(bytes, words, new HashMap<>());
  }

  /** Another text, with the same words. */
  Input of(String text) {
    return new Input(text.getBytes(StandardCharsets.UTF_8), words, needles);
  }

  byte[] bytes() {
    return bytes;
  }

  String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** How many bytes the text takes. */
  static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The words that each stretch mentions, as bits; the last stretch ends at {@code end}. */
  long[] wordsIn(List<Integer> starts, int end) {
    return words.find(bytes, starts, end);
  }

  /** The words that the whole input mentions, as bits. */
  long words() {
    return words.find(bytes, 0, bytes.length);
  }

  WordSearch search() {
    return words;
  }

  /** Whether the stretch mentions the word; {@code mentioned} is from {@link #wordsIn}. */
  boolean mentions(String word, int from, int to, long mentioned) {
    int known = words.indexOf(word);
    return known < 0 ? indexOf(word, from, to) >= 0 : (mentioned >>> known & 1) != 0;
  }

  /** Where the word begins first; -1 when it is not there. */
  int indexOf(String word, int from, int to) {
    Needle needle = needles.get(word);
    if (needle == null) {
      needle = new Needle(word);
      needles.put(word, needle);
    }
    return needle.find(bytes, from, to);
  }

  /** Offset of the first byte of the line that holds {@code offset}. */
  int lineStart(int offset) {
    int start = offset;
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  /** Offset of the line's end at or after {@code offset}, without its line break. */
  int lineEnd(int offset, int to) {
    int end = offset;
    while (end < to && bytes[end] != '\n') {
      end++;
    }
    return end > offset && end < to && bytes[end - 1] == '\r' ? end - 1 : end;
  }

  /**
   * The offset of the first bytes that are not UTF-8 by RFC 3629 section 4, which excludes
   * surrogates and overlong forms; -1 when there are none.
   */
  private static int firstInvalid(byte[] bytes, int from) {
    ByteBuffer eights = ByteBuffer.wrap(bytes);
    int at = from;
    while (at < bytes.length) {
      if (bytes[at] >= 0) {
        at++;
        while (at + Long.BYTES <= bytes.length && (eights.getLong(at) & NOT_ASCII) == 0) {
          at += Long.BYTES;
        }
      } else {
        int length = sequence(bytes, at);
        if (length == 0) {
          return at;
        }
        at += length;
      }
    }
    return -1;
  }

  /** The length of the character of several bytes at {@code at}; 0 when there is none. */
  private static int sequence(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xff;
    return switch (first) {
      case 0xe0 -> second >= 0xa0 ? length : 0;
      case 0xed -> second < 0xa0 ? length : 0;
      case 0xf0 -> second >= 0x90 ? length : 0;
      case 0xf4 -> second < 0x90 ? length : 0;
      default -> length;
    };
  }

  /** A word that is looked for by Horspool's method: most bytes are skipped. */
  private static final class Needle {
    private final byte[] word;
    private final int[] skips = new int[256];

    Needle(String text) {
      word = text.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < skips.length; i++) {
        skips[i] = Math.max(1, word.length);
      }
      for (int i = 0; i + 1 < word.length; i++) {
        skips[word[i] & 0xff] = word.length - 1 - i;
      }
    }

    int find(byte[] bytes, int from, int to) {
      int last = word.length - 1;
      if (last < 0) {
        return from;
      }
      int at = from;
      while (at + last < to) {
        byte end = bytes[at + last];
        if (end == word[last] && startsWith(bytes, at, word)) {
          return at;
        }
        at += skips[end & 0xff];
      }
      return -1;
    }
  }

  /** Whether the bytes at {@code at} are the word; there must be that many. */
  static boolean startsWith(byte[] bytes, int at, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      if (bytes[at + i] != word[i]) {
        return false;
      }
    }
    return true;
  }
}
