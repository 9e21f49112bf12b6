package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The YAML files of a folder as documents, and back into files. */
public final class KrmPackage {
  private static final String BYTE_ORDER_MARK = "\ufeff";

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
    written.forEach((path, those) -> {
      if (!isText(files.get(path), those)) {
        StringBuilder text = new StringBuilder();
        those.forEach(document -> text.append(document.text()));
        changed.put(path, text.toString());
      }
    });
    return changed;
  }

  /** Whether the documents make that text, compared piece by piece: most files stay as they are. */
  private static boolean isText(@Nullable String text, List<Document> documents) {
    if (text == null) {
      return false;
    }
    int end = 0;
    for (Document document : documents) {
      if (!text.startsWith(document.text(), end)) {
        return false;
      }
      end += document.text().length();
    }
    return end == text.length();
  }

  /**
   * Cuts before every line that begins with {@code ---} and after every {@code ...}: YAML 1.2
   * section 9.1.2 forbids such lines inside any scalar, so no parse is needed. Comments and
   * directives belong to the document below them.
   */
  private static void split(String path, String text, List<Document> documents) {
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
