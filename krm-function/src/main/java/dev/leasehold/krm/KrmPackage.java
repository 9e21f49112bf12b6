package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** The YAML files of a folder as documents, and back into files. */
public final class KrmPackage {
  private final SortedMap<String, String> files;

  private KrmPackage(SortedMap<String, String> files) {
    this.files = files;
  }

  /** A package of files: path, relative to the package and with slashes, to text. */
  public static KrmPackage of(SequencedMap<String, String> files) {
    return new KrmPackage(new TreeMap<>(files));
  }

  /** The documents of all files, by path. Nothing is parsed. */
  public List<Document> documents() {
    List<Document> documents = new ArrayList<>();
    files.forEach((path, text) -> split(path, text, documents));
    return documents;
  }

  /** Path to text of the files that {@code documents}, in their order, make different or new. */
  public SortedMap<String, String> changed(List<Document> documents) {
    SortedMap<String, StringBuilder> written = new TreeMap<>();
    for (Document document : documents) {
      written.computeIfAbsent(document.file(), path -> new StringBuilder()).append(document.text());
    }
    SortedMap<String, String> changed = new TreeMap<>();
    written.forEach((path, text) -> {
      if (!text.toString().equals(files.get(path))) {
        changed.put(path, text.toString());
      }
    });
    return changed;
  }

  /**
   * Cuts at every line that begins with {@code ---}: YAML 1.2 section 9.1.2 forbids such a line
   * inside any scalar, so no parse is needed. What stands before the first one is a document of its
   * own only if it has content besides comments and directives.
   */
  private static void split(String path, String text, List<Document> documents) {
    int start = 0;
    int firstLine = 1;
    boolean content = false;
    int line = 0;
    for (int at = 0; at < text.length(); ) {
      line++;
      int newline = text.indexOf('\n', at);
      int next = newline < 0 ? text.length() : newline + 1;
      if (isMarker(text, at)) {
        if (content) {
          documents.add(Document.inFile(path, firstLine, text.substring(start, at)));
          start = at;
          firstLine = line;
        }
        content = true;
      } else if (!content) {
        content = isContent(text, at, next);
      }
      at = next;
    }
    if (start < text.length()) {
      documents.add(Document.inFile(path, firstLine, text.substring(start)));
    }
  }

  private static boolean isMarker(String text, int at) {
    if (!text.startsWith("---", at)) {
      return false;
    }
    int end = at + 3;
    return end == text.length() || " \t\r\n".indexOf(text.charAt(end)) >= 0;
  }

  private static boolean isContent(String text, int from, int to) {
    int at = from;
    while (at < to && " \t\r\n\ufeff".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < to && text.charAt(at) != '#' && text.charAt(from) != '%';
  }
}
