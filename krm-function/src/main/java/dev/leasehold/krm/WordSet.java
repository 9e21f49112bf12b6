package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;

/**
 * Words of which one makes a document worth a look. Those that a {@link WordSearch} looks for take
 * one test together.
 */
public final class WordSet {
  private final List<String> words;

  /** For the search of the last call. */
  private Lookup last;

  /** The words that a search looks for, as its bits, and the others. */
  private record Lookup(WordSearch search, long mask, List<String> others) {}

  private WordSet(List<String> words) {
    this.words = List.copyOf(words);
    this.last = lookup(WordSearch.NONE);
  }

  public static WordSet of(String... words) {
    return new WordSet(List.of(words));
  }

  public List<String> words() {
    return words;
  }

  boolean isIn(String text) {
    for (String word : words) {
      if (text.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a stretch mentions one of them.
   *
   * @param mentioned which of the words of that search it mentions
   */
  boolean isIn(WordSearch search, long mentioned, Stretch stretch) {
    Lookup now = last;
    if (now.search != search) {
      now = lookup(search);
      last = now;
    }
    if ((mentioned & now.mask) != 0) {
      return true;
    }
    for (int i = 0; i < now.others.size(); i++) { // no iterator for each of all documents
      if (stretch.mentions(now.others.get(i))) {
        return true;
      }
    }
    return false;
  }

  private Lookup lookup(WordSearch search) {
    long mask = 0;
    List<String> others = new ArrayList<>();
    for (String word : words) {
      int index = search.indexOf(word);
      if (index < 0) {
        others.add(word);
      } else {
        mask |= 1L << index;
      }
    }
    return new Lookup(search, mask, others);
  }
}
