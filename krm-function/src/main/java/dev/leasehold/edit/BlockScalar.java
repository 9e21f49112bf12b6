package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.Scalar;
import dev.leasehold.yaml.ScalarStyle;
import java.util.Optional;

/**
 * Text below a {@code |} or {@code >}.
 *
 * @param start offset of that sign
 */
record BlockScalar(Field scalar, Scalar node, int start) {
  /**
   * The edit that puts another value there: in the same style where it can be, with the sign for
   * its last line breaks that it needs; else in double quotes. The comment beside the sign stays.
   */
  TextEdit write(String value) {
    String text = scalar.document().text();
    Lines lines = new Lines(text);
    int headerEnd = headerEnd(text, start);
    String header = text.substring(start, headerEnd);
    int headerLine = lines.end(headerEnd);
    String comment = text.substring(headerEnd, headerLine);
    int body = lines.afterBreak(headerLine);
    int end = scalar.end();
    String lineBreak = scalar.document().lineBreak();
    String indent = indent(text, body, end);
    String rest = text.substring(contentEnd(text, body, end, indent), end); // blank lines
    String content = value.substring(0, length(value));
    boolean hasOwnIndent = header.chars().anyMatch(c -> c >= '0' && c <= '9');
    if (content.isEmpty() || indent.isEmpty() || !fits(content, hasOwnIndent)) {
      if (text.substring(lines.start(start), start).isBlank()) {
        throw scalar.error("begins on its own line, so it cannot become '" + value + "'");
      }
      String blank = header.contains("+") ? "" : rest;
      String newline = headerLine < text.length() && end > headerLine ? lineBreak : "";
      return new TextEdit(start, end, ScalarText.doubleQuoted(value) + comment + newline + blank);
    }
    int breaks = value.length() - content.length();
    StringBuilder out = new StringBuilder();
    out.append(header.replace("-", "").replace("+", ""));
    out.append(breaks == 0 ? "-" : breaks == 1 && !header.contains("+") ? "" : "+");
    out.append(comment);
    for (String line : content.split("\n", -1)) {
      out.append(lineBreak).append(line.isEmpty() ? "" : indent + line);
    }
    boolean endsInBreak = end > body && text.charAt(end - 1) == '\n';
    boolean keeps = breaks > 1 || breaks == 1 && header.contains("+");
    if (keeps) {
      out.append(lineBreak.repeat(breaks));
    } else if (endsInBreak) {
      out.append(lineBreak).append(header.contains("+") ? "" : rest);
    }
    return new TextEdit(start, end, out.toString());
  }

  /** Whether the value's last scalar is one that keeps every line break after it: {@code |+}. */
  static boolean endsInKept(Field value) {
    return lastHeader(value).filter(header -> header.contains("+")).isPresent();
  }

  /** The sign of the value's last scalar, with what follows it, if that is a block scalar. */
  static Optional<String> lastHeader(Field value) {
    int end = value.contentEnd();
    String text = value.document().text();
    for (Field below : value.scalars()) {
      if (below.end() == end && !below.isAlias() && below.node() instanceof Scalar node) {
        int sign = new Blanks(text).skipProperties(below.start());
        return node.isBlock()
            ? Optional.of(text.substring(sign, Math.min(text.length(), sign + 3)))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Offset after the sign that begins there and what belongs to it. */
  static int headerEnd(String text, int sign) {
    int end = sign + 1;
    while (end < text.length() && "+-0123456789".indexOf(text.charAt(end)) != -1) {
      end++;
    }
    return end;
  }

  /** Without the line breaks at its end. */
  private static int length(String value) {
    int length = value.length();
    while (length > 0 && value.charAt(length - 1) == '\n') {
      length--;
    }
    return length;
  }

  /** Offset after the last line with text and its line break: blanks after the indent are text. */
  private static int contentEnd(String text, int body, int end, String indent) {
    int at = end;
    while (at > body && text.charAt(at - 1) <= ' ') {
      at--;
    }
    Lines lines = new Lines(text);
    int contentEnd =
        at <= body ? Math.min(body, end) : Math.min(end, lines.afterBreak(lines.end(at)));
    int line = contentEnd;
    while (line < end) {
      int lineEnd = Math.min(end, lines.end(line));
      int next = Math.min(end, lines.afterBreak(lineEnd));
      if (lineEnd - line > indent.length()) {
        contentEnd = next;
      }
      line = next;
    }
    return contentEnd;
  }

  /** The blanks in front of each line, which are not part of the value. */
  private String indent(String text, int body, int end) {
    int line = body;
    while (line < end) {
      int at = line;
      while (at < end && text.charAt(at) == ' ') {
        at++;
      }
      if (at < end && text.charAt(at) > ' ') {
        int own = 0;
        String value = node.text();
        int first = 0;
        while (first < value.length() && value.charAt(first) == '\n') {
          first++;
        }
        while (first + own < value.length() && value.charAt(first + own) == ' ') {
          own++;
        }
        return " ".repeat(Math.max(0, at - line - own));
      }
      int next = text.indexOf('\n', line);
      line = next < 0 ? end : next + 1;
    }
    return "";
  }

  /** Whether the lines read back as they are, in this style. */
  private boolean fits(String content, boolean hasOwnIndent) {
    boolean isFolded = node.style() == ScalarStyle.FOLDED;
    if (isFolded && content.contains("\n") || !hasOwnIndent && startsBlank(content)) {
      return false;
    }
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      boolean isPrinted =
          c >= ' ' && c <= '~' || c == '\n' || c >= 0xa0 && c < 0x2028 || c > 0x2029 && c < 0xfeff;
      if (!isPrinted) {
        return false;
      }
    }
    char last = content.charAt(content.length() - 1);
    return last != ' ' && !(isFolded && content.charAt(0) == ' ');
  }

  /** Whether the first line with text, or a line before it, begins with a blank. */
  private static boolean startsBlank(String content) {
    int at = 0;
    while (content.charAt(at) == '\n') {
      at++;
    }
    return content.charAt(at) == ' ' || at > 0;
  }
}
