package dev.leasehold.krm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is remembered of the text of a file, so that it is read again only when one of its documents
 * is needed: where they begin, and which words they mention. About 100 bytes for a file of one
 * document.
 *
 * <p>Words that the search does not have are looked for once in the whole text and remembered, with
 * a bit for each document. Used by one thread.
 */
public final class TextIndex {
  private static final int[] AT_START = {0};
  private static final int[] FIRST_LINE = {1};
  private static final long[] NOTHING = {0};

  /** More words than a package has bindings, in most packages. The oldest are forgotten. */
  private static final int MOST_LEARNED = 32;

  private final WordSearch search;
  private final int length;

  /** For each document: the offset of its first character, its line from 1, and its words. */
  private final int[] starts;

  private final int[] lines;
  private final long[] mentioned;

  /** Other words, and the documents that mention each of them, as bits. */
  private String[] learned = {};

  private long[] learnedIn = {};
  private int next;

  private TextIndex(WordSearch search, int length, int[] starts, int[] lines, long[] mentioned) {
    this.search = search;
    this.length = length;
    this.starts = starts;
    this.lines = lines;
    this.mentioned = mentioned;
  }

  /** The index of a text. */
  public static TextIndex of(String text, WordSearch search) {
    List<Document> documents = new ArrayList<>(1);
    KrmPackage.split("", text, documents);
    int size = documents.size();
    int[] starts = new int[size];
    int[] lines = new int[size];
    long[] mentioned = new long[size];
    int start = 0;
    for (int i = 0; i < size; i++) {
      Document document = documents.get(i);
      byte[] bytes = document.text().getBytes(StandardCharsets.UTF_8);
      starts[i] = start;
      lines[i] = document.fileLine(0);
      mentioned[i] = search.find(bytes, 0, bytes.length);
      start += document.text().length();
    }
    return new TextIndex(
        search,
        text.length(),
        Arrays.equals(starts, AT_START) ? AT_START : starts, // most files have one document
        Arrays.equals(lines, FIRST_LINE) ? FIRST_LINE : lines,
        Arrays.equals(mentioned, NOTHING) ? NOTHING : mentioned);
  }

  /** Whether no document mentions a word of the search. */
  public boolean mentionsNothing() {
    for (long words : mentioned) {
      if (words != 0) {
        return false;
      }
    }
    return true;
  }

  /** The number of documents. */
  public int documents() {
    return starts.length;
  }

  /**
   * The documents of a file with this text.
   *
   * @param path relative to the package
   * @param reading reads the text
   */
  public List<Document> documents(String path, Supplier<String> reading) {
    Document[] documents = new Document[starts.length];
    for (int i = 0; i < documents.length; i++) {
      documents[i] = Document.inFile(lines[i], new FileStretch(path, this, i, reading));
    }
    return List.of(documents);
  }

  /** Whether the word is anywhere in the text. */
  public boolean mentions(String word, Supplier<String> reading) {
    for (int i = 0; i < starts.length; i++) {
      if (mentions(i, word, reading)) {
        return true;
      }
    }
    return false;
  }

  WordSearch search() {
    return search;
  }

  /** The words of the search that a document mentions, as bits. */
  long mentioned(int document) {
    return mentioned[document];
  }

  String cut(String text, int document) {
    if (text.length() != length) {
      throw new IllegalArgumentException("the text of another file");
    }
    return text.substring(starts[document], end(document));
  }

  private int end(int document) {
    return document + 1 < starts.length ? starts[document + 1] : length;
  }

  boolean mentions(int document, String word, Supplier<String> reading) {
    int known = search.indexOf(word);
    if (known >= 0) {
      return (mentioned[document] >>> known & 1) != 0;
    }
    if (starts.length > Long.SIZE) {
      return cut(reading.get(), document).contains(word);
    }
    for (int i = 0; i < learned.length; i++) {
      if (learned[i].equals(word)) {
        return (learnedIn[i] >>> document & 1) != 0;
      }
    }
    return (learn(word, reading.get()) >>> document & 1) != 0;
  }

  private long learn(String word, String text) {
    long in = 0;
    for (int i = 0; i < starts.length; i++) {
      in |= cut(text, i).contains(word) ? 1L << i : 0;
    }
    if (learned.length < MOST_LEARNED) {
      next = learned.length;
      learned = Arrays.copyOf(learned, next + 1);
      learnedIn = Arrays.copyOf(learnedIn, next + 1);
    } else {
      next = (next + 1) % MOST_LEARNED;
    }
    learned[next] = word;
    learnedIn[next] = in;
    return in;
  }
}
