package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;

/** Some words, one of which makes a document worth a look: those of {@link Words} in one test. */
public final class WordSet {
  private final List<String> words;
  private Known known;

  /** What of the set is known to these words: a bit for each, as they have it, and the others. */
  private record Known(Words words, long mask, List<String> others) {}

  private WordSet(List<String> words) {
    this.words = List.copyOf(words);
    this.known = know(Words.NONE);
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

  /** Whether a stretch mentions one of them that holds those of the input's words. */
  boolean isIn(Input input, Words those, int from, int to, long mentioned) {
    Known now = known;
    if (now.words != those) {
      now = know(those);
      known = now;
    }
    if ((mentioned & now.mask) != 0) {
      return true;
    }
    for (int i = 0; i < now.others.size(); i++) { // no iterator for each of all documents
      if (input.indexOf(now.others.get(i), from, to) >= 0) {
        return true;
      }
    }
    return false;
  }

  private Known know(Words those) {
    long mask = 0;
    List<String> others = new ArrayList<>();
    for (String word : words) {
      int index = those.indexOf(word);
      if (index < 0) {
        others.add(word);
      } else {
        mask |= 1L << index;
      }
    }
    return new Known(those, mask, others);
  }
}
