package dev.leasehold.krm;

import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import java.util.List;
import java.util.Optional;

/** A document of a file of its own, to be written as an item of a list. */
final class NewItem {
  private NewItem() {}

  /**
   * The document below a dash, with the annotations that name its file.
   *
   * @param indent the blanks before the dash
   */
  static String text(Document document, String indent) {
    StringBuilder out = new StringBuilder();
    String annotated = annotate(document).text();
    for (String line : annotated.split("\n")) {
      out.append(indent).append(out.length() == indent.length() ? "- " : "  ");
      out.append(line).append('\n');
    }
    return out.toString();
  }

  private static Document annotate(Document document) {
    Field metadata = document.root().get("metadata");
    Lines lines = new Lines(document.text());
    Optional<Field> annotations = metadata.find("annotations");
    Field above = annotations.orElse(metadata);
    String indent = " ".repeat(above.column());
    int at = lines.afterBreak(lines.endOfNode(above.contentEnd()));
    StringBuilder added = new StringBuilder();
    if (annotations.isEmpty()) {
      added.append(indent).append("annotations:\n");
      indent += "  ";
    }
    String path = ": '" + document.file().replace("'", "''") + "'\n";
    for (String annotation : ItemPath.ANNOTATIONS.reversed()) {
      added.append(indent).append(annotation).append(path);
      added.append(indent).append(annotation.replace("/path", "/index: '0'\n"));
    }
    if (hasWideLists(document.text())) { // else kpt writes a new file's lists below their keys
      added.append(indent).append("internal.config.kubernetes.io/seqindent: 'wide'\n");
    }
    return document.with(List.of(new TextEdit(at, at, added.toString())));
  }

  /** Whether the first list stands further right than its key. */
  private static boolean hasWideLists(String text) {
    int key = -1;
    for (String line : text.split("\n")) {
      String content = line.stripLeading();
      int column = line.length() - content.length();
      if (content.startsWith("- ") && key >= 0) {
        return column > key;
      }
      if (!content.isEmpty() && !content.startsWith("#")) {
        key = column;
      }
    }
    return false;
  }
}
