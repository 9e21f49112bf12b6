package dev.leasehold.edit;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import java.util.List;

/**
 * An empty value: null, {@code []} or {@code {}}, or an alias that will be removed.
 *
 * @param parent the mapping that has it
 * @param from offset after its key, and after an anchor and tag of its own
 * @param start offset of its own characters
 */
record EmptyValue(Field parent, Field value, int from, int start) {
  static EmptyValue of(Field parent, String key, Field value) {
    int afterKey = parent.endOfKey(key);
    if (value.isAlias()) {
      return new EmptyValue(parent, value, afterKey, value.start());
    }
    Blanks blanks = new Blanks(parent.document().text());
    int start = Math.min(Math.max(afterKey, value.end()), blanks.skipProperties(value.start()));
    int from = blanks.endOfProperties(value.start(), value.end(), afterKey);
    return new EmptyValue(parent, value, from, Math.max(from, start));
  }

  /**
   * Puts lines below the key in its place. Where brackets or braces hold a comment they stay, and
   * hold {@code inside}.
   */
  List<TextEdit> replace(String below, List<String> inside) {
    Document document = parent.document();
    String text = document.text();
    Lines lines = new Lines(text);
    int end = Math.max(start, value.end());
    if (text.substring(start, end).contains("#")) {
      return List.of(new TextEdit(start, end, aroundComment(text.substring(start, end), inside)));
    }
    if (text.substring(from, start).contains("#")) {
      if (lines.end(start) != end) {
        throw value.error("has comments above and beside it, so it cannot be written; remove one");
      }
      return List.of(new TextEdit(lines.beforeBreak(lines.start(start)), end, below));
    }
    int at = lines.end(end);
    String blank = text.startsWith("#", end) ? " " : ""; // else it would be no comment any more
    return List.of(new TextEdit(from, end, blank), new TextEdit(at, at, below));
  }

  private String aroundComment(String old, List<String> inside) {
    String above = old.substring(0, old.length() - 1).stripTrailing();
    String closing = old.substring(above.length());
    int newline = above.lastIndexOf('\n');
    String line = above.substring(newline + 1);
    String indent =
        newline >= 0
            ? line.substring(0, line.length() - line.stripLeading().length())
            : " ".repeat(parent.column() + 2);
    String separator = parent.document().lineBreak() + indent;
    return above + separator + String.join("," + separator, inside) + closing;
  }
}
