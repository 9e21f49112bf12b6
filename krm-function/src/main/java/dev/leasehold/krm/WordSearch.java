package dev.leasehold.krm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Words that are looked for in every item of a list: all of them in one pass that skips most bytes
 * (Wu and Manber, "A fast algorithm for multi-pattern searching", with blocks of two). It only
 * saves time: {@link Document#mentions} answers for any other word too.
 */
public final class WordSearch {
  /** A search for no words: each word is looked for on demand. */
  public static final WordSearch NONE = new WordSearch(List.of());

  /** A word of fewer bytes would make the pass slow for all. */
  private static final int LEAST = 6;

  private static final int MOST = Long.SIZE;
  private static final int BLOCK = 2;
  private static final int TABLE = 1 << 12;

  private final Map<String, Integer> indexes = new HashMap<>();
  private final byte[][] words;

  /** The length of the shortest word, in bytes. */
  private final int shortest;

  /** How far a window of {@link #shortest} bytes may move whose last block has that hash. */
  private final byte[] shifts = new byte[TABLE];

  /** The words of which a window that ends in a block with that hash may be the beginning. */
  private final long[] candidates = new long[TABLE];

  private WordSearch(List<String> texts) {
    words = new byte[Math.min(texts.size(), MOST)][];
    int least = Byte.MAX_VALUE;
    for (String text : texts) {
      int length = Input.length(text);
      least = length >= LEAST ? Math.min(least, length) : least;
    }
    shortest = least;
    Arrays.fill(shifts, (byte) (shortest - BLOCK + 1));
    for (String text : texts) {
      byte[] word = text.getBytes(StandardCharsets.UTF_8);
      if (word.length >= shortest && indexes.size() < MOST && !indexes.containsKey(text)) {
        add(text, word, indexes.size());
      }
    }
  }

  /** A search for these words, as far as there is room and they are long enough. */
  public static WordSearch of(List<String> words) {
    return new WordSearch(words);
  }

  private void add(String text, byte[] word, int index) {
    indexes.put(text, index);
    words[index] = word;
    for (int end = BLOCK - 1; end < shortest; end++) {
      int hash = hash(word, end);
      shifts[hash] = (byte) Math.min(shifts[hash], shortest - 1 - end);
    }
    candidates[hash(word, shortest - 1)] |= 1L << index;
  }

  private static int hash(byte[] bytes, int end) {
    return (bytes[end - 1] << 5 ^ bytes[end]) & TABLE - 1;
  }

  /** Its position in what {@link #find} gives; -1 when it is not among them. */
  int indexOf(String word) {
    Integer index = indexes.get(word);
    return index == null ? -1 : index;
  }

  /** A bit for each word that a stretch holds; each ends where the next begins. */
  long[] find(byte[] bytes, List<Integer> starts, int end) {
    long[] found = new long[starts.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = find(bytes, starts.get(i), i + 1 < found.length ? starts.get(i + 1) : end);
    }
    return found;
  }

  /** A bit for each word that the stretch holds. */
  long find(byte[] bytes, int start, int end) {
    byte[] shiftOf = shifts; // read from the stack in the loop
    long found = 0;
    int last = indexes.isEmpty() ? end : start + shortest - 1;
    while (last < end) {
      int hash = hash(bytes, last);
      int shift = shiftOf[hash];
      if (shift > 0) {
        last += shift;
      } else {
        found |= wordsAt(bytes, last - shortest + 1, end, candidates[hash] & ~found);
        last++;
      }
    }
    return found;
  }

  private long wordsAt(byte[] bytes, int at, int end, long candidates) {
    long found = 0;
    for (long left = candidates; left != 0; left &= left - 1) {
      byte[] word = words[Long.numberOfTrailingZeros(left)];
      if (at + word.length <= end && Input.startsWith(bytes, at, word)) {
        found |= Long.lowestOneBit(left);
      }
    }
    return found;
  }
}
