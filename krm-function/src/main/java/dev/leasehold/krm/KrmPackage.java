package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** The YAML files of a folder as documents, and back into files. */
public final class KrmPackage {
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final SortedMap<String, List<Document>> files;

  private KrmPackage(SortedMap<String, List<Document>> files) {
    this.files = files;
  }

  /** A package of files: path, relative to the package and with slashes, to text. */
  public static KrmPackage of(SequencedMap<String, String> files) {
    SortedMap<String, List<Document>> read = new TreeMap<>();
    files.forEach((path, text) -> {
      List<Document> documents = new ArrayList<>(1);
      split(path, text, documents);
      read.put(path, List.copyOf(documents));
    });
    return new KrmPackage(read);
  }

  /** A package of the documents of its files, by the paths of the files. */
  public static KrmPackage ofDocuments(SequencedMap<String, List<Document>> files) {
    return new KrmPackage(new TreeMap<>(files));
  }

  /** The documents of all files, by path, and the same ones every time. */
  public List<Document> documents() {
    List<Document> documents = new ArrayList<>();
    files.values().forEach(documents::addAll);
    return documents;
  }

  /** The text of a file; empty if there is none. */
  public String text(String path) {
    return text(files.getOrDefault(path, List.of()));
  }

  /**
   * Path to text of the files that {@code documents}, in their order, make different or new. The
   * text is empty where nothing is left of a file.
   */
  public SortedMap<String, String> changed(List<Document> documents) {
    SortedMap<String, List<Document>> written = new TreeMap<>();
    for (Document document : documents) {
      written.computeIfAbsent(document.file(), path -> new ArrayList<>(1)).add(document);
    }
    SortedMap<String, String> changed = new TreeMap<>();
    written.forEach((path, now) -> {
      List<Document> before = files.get(path);
      if (before == null || !areSame(before, now)) { // most files stay as they are
        String text = text(now);
        if (before == null || !text.equals(text(before))) {
          changed.put(path, text);
        }
      }
    });
    return changed;
  }

  private static boolean areSame(List<Document> before, List<Document> now) {
    boolean same = before.size() == now.size();
    for (int i = 0; same && i < before.size(); i++) {
      same = before.get(i) == now.get(i);
    }
    return same;
  }

  private static String text(List<Document> documents) {
    StringBuilder text = new StringBuilder();
    documents.forEach(document -> text.append(document.text()));
    return text.toString();
  }

  /**
   * Cuts before every line that begins with {@code ---} and after every {@code ...}: YAML 1.2
   * section 9.1.2 forbids such lines inside any scalar, so no parse is needed. Comments and
   * directives belong to the document below them.
   */
  static void split(String path, String text, List<Document> documents) {
    int start = 0;
    int firstLine = 1;
    boolean content = false;
    int line = 0;
    int next;
    for (int at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0; at < text.length(); at = next) {
      line++;
      int newline = text.indexOf('\n', at);
      next = newline < 0 ? text.length() : newline + 1;
      int contentStart =
          text.startsWith(BYTE_ORDER_MARK, at) ? at + 1 : at; // one file after another
      boolean begins = isMarker("---", text, contentStart);
      boolean ends = isMarker("...", text, contentStart);
      if (content && (begins || ends)) {
        int cut = begins ? at : next;
        documents.add(Document.inFile(path, firstLine, text.substring(start, cut)));
        start = cut;
        firstLine = begins ? line : line + 1;
      }
      content = begins || !ends && (content || isContent(text, at, next));
    }
    if (start < text.length()) {
      documents.add(Document.inFile(path, firstLine, text.substring(start)));
    }
  }

  private static boolean isMarker(String marker, String text, int at) {
    int end = at + marker.length();
    return text.startsWith(marker, at)
        && (end == text.length() || " \t\r\n".indexOf(text.charAt(end)) >= 0);
  }

  private static boolean isContent(String text, int from, int to) {
    int at = from;
    while (at < to && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < to && text.charAt(at) != '#' && text.charAt(from) != '%';
  }
}
