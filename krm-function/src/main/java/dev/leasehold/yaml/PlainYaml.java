package dev.leasehold.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what most manifests are: block mappings and lists of scalars that stand on one line, or
 * below a {@code |}. What it reads is the tree that the engine makes of it, place by place; all
 * else, and whatever is wrong, it leaves to the engine (docs/decisions/0009).
 *
 * <p>It knows indentation as the engine does: by the column of a line's first character. A value is
 * right of its key, only a list may stand below it; a line further right than it may be goes on
 * with what was before it, and is left to the engine.
 */
final class PlainYaml {
  /** Far less than what the engine takes, as this recurses too. */
  private static final int MAX_DEPTH = 40;

  /** The engine takes keys of up to 1,024 characters. */
  private static final int LONGEST_KEY = 1_000;

  private final String text;
  private final byte[] bytes;
  private final PlainScalars scalars;

  /** The next token, or the end. */
  private int at;

  private int line;
  private int lineStart;
  private int depth;

  /** Where the scalar ends that was read last. */
  private int end;

  /** The scalar that was looked at last, which is often looked at twice. */
  private int lookedAt = -1;

  private int lookedEnd;

  /** Something that only the engine reads. */
  private static final class NotPlain extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPlain() {
      super("not plain", null, false, false);
    }
  }

  private PlainYaml(String text, byte[] bytes) {
    this.text = text;
    this.bytes = bytes;
    this.scalars = new PlainScalars(bytes);
  }

  /** The tree of a text that is certainly plain; empty when only the engine can tell. */
  static Optional<Node> read(String text) {
    try {
      return new PlainYaml(text, bytes(text)).read();
    } catch (NotPlain e) {
      return Optional.empty();
    }
  }

  private Optional<Node> read() {
    toToken();
    if (text.startsWith("---", at) && column() == 0 && scalars.isBlank(at + 3)) {
      int marker = line;
      at += 3;
      toToken();
      if (line == marker) {
        return Optional.empty();
      }
    }
    if (at == bytes.length) {
      return Optional.empty();
    }
    Node root = isDash() ? list() : mapping();
    return at == bytes.length ? Optional.of(root) : Optional.empty();
  }

  /** The characters at their offsets; all but ASCII become negative. */
  private static byte[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    // A question mark stands for what is not in Latin 1.
    boolean isLatin = text.equals(new String(bytes, StandardCharsets.ISO_8859_1));
    if (isLatin && text.length() == text.getBytes(StandardCharsets.UTF_8).length) {
      return bytes;
    }
    for (int i = 0; i < bytes.length; i++) {
      char c = text.charAt(i);
      if (c > '~') {
        if (c <= 0xa0 || c >= Character.MIN_SURROGATE || c >= 0x2028 && c <= 0x202f) {
          throw new NotPlain(); // not every reader takes it for an ordinary character
        }
        bytes[i] = -1;
      }
    }
    return bytes;
  }

  /** Moves over blanks, comments and line breaks. */
  private void toToken() {
    int i = at;
    byte[] b = bytes;
    while (i < b.length) {
      byte c = b[i];
      if (c == ' ') {
        i++;
      } else if (c == '\n') {
        i++;
        line++;
        lineStart = i;
      } else if (c == '\r' && i + 1 < b.length && b[i + 1] == '\n') {
        i++;
      } else if (c == '#' && (i == lineStart || b[i - 1] == ' ')) {
        while (i < b.length && (b[i] >= ' ' && b[i] < 0x7f || b[i] < 0)) {
          i++;
        }
      } else {
        break;
      }
    }
    at = i;
  }

  /** Of the token that stands there; -1 at the end. */
  private int column() {
    return at == bytes.length ? -1 : at - lineStart;
  }

  private boolean isDash() {
    return at < bytes.length && bytes[at] == '-' && scalars.isBlank(at + 1);
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new NotPlain();
    }
  }

  /** A mapping whose first key stands there; ends at the first token that is left of it. */
  private Node mapping() {
    enter();
    int column = column();
    int start = at;
    int startLine = line;
    List<Mapping.Pair> entries = new ArrayList<>();
    do {
      byte first = bytes[at];
      if (first == '-' && (isDash() || text.startsWith("---", at))
          || first == '.' && text.startsWith("...", at)) {
        throw new NotPlain();
      }
      Node key = key(false);
      entries.add(new Mapping.Pair(key, valueAfter(end + 1, column, false)));
    } while (column() == column);
    depth--;
    if (column() > column) {
      throw new NotPlain();
    }
    return new Mapping(span(start, at, startLine, column), false, Type.MAPPING, false, entries);
  }

  /** A list whose first dash stands there; ends at the first token that is no dash below it. */
  private Node list() {
    enter();
    int column = column();
    int start = at;
    int startLine = line;
    List<Node> items = new ArrayList<>();
    do {
      items.add(valueAfter(at + 1, column, true));
    } while (column() == column && isDash());
    depth--;
    if (column() > column) {
      throw new NotPlain();
    }
    return new Sequence(span(start, at, startLine, column), false, Type.LIST, false, items);
  }

  private static Node.Span span(int start, int end, int line, int column) {
    return new Node.Span(start, end, line, column);
  }

  /** What comes after a colon or a dash, whose key or itself stands in that column. */
  private Node valueAfter(int from, int column, boolean isItem) {
    int before = line;
    int beforeStart = lineStart;
    at = from;
    toToken();
    if (line > before || at == bytes.length) {
      if (column() > column || !isItem && column() == column && isDash()) {
        return isDash() ? list() : mapping();
      }
      Node.Span empty = span(from, from, before, from - beforeStart);
      return new Scalar(empty, false, ScalarStyle.PLAIN, "", Type.NULL);
    }
    byte first = bytes[at];
    if (first == '|') {
      return literal(column);
    }
    if (isItem && isDash()) {
      return list();
    }
    boolean isFlow = first == '[' || first == '{';
    if (isItem && !isFlow && isKey()) {
      return mapping();
    }
    Node value = isFlow ? flow() : scalar(false);
    at = end;
    toToken();
    // Else it goes on, or something stands after it.
    if (line == before && at < bytes.length || column() > column) {
      throw new NotPlain();
    }
    return value;
  }

  /** Whether a scalar with a colon begins there. */
  private boolean isKey() {
    int stop = endOfScalar(false);
    return stop < bytes.length && bytes[stop] == ':';
  }

  /** The scalar that begins there, with a colon and a blank after it. */
  private Node key(boolean inFlow) {
    int start = at;
    Node key = scalar(inFlow);
    boolean isKey = end < bytes.length && bytes[end] == ':' && scalars.isBlank(end + 1);
    if (!isKey || end - start > LONGEST_KEY) {
      throw new NotPlain();
    }
    return key;
  }

  /** The scalar that begins there, on one line; {@link #end} is where it ends. */
  private Node scalar(boolean inFlow) {
    int start = at;
    int stop = endOfScalar(inFlow);
    end = stop;
    int column = start - lineStart;
    byte first = bytes[start];
    ScalarStyle style =
        first == '"'
            ? ScalarStyle.DOUBLE_QUOTED
            : first == '\'' ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.PLAIN;
    if (first == '"' && scalars.hasEscape()) {
      String value = unescaped(start + 1, stop - 1);
      return new Scalar(span(start, stop, line, column), false, style, value, Type.STRING);
    }
    return new Scalar(text, start, stop, line, column, style);
  }

  private String unescaped(int from, int to) {
    StringBuilder value = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        char escaped = text.charAt(i);
        c = escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped;
      }
      value.append(c);
    }
    return value.toString();
  }

  private int endOfScalar(boolean inFlow) {
    if (lookedAt != at) {
      lookedEnd = scalars.end(at, inFlow);
      lookedAt = at;
    }
    if (lookedEnd < 0) {
      throw new NotPlain();
    }
    return lookedEnd;
  }

  /** A list or mapping in brackets or braces that begins there and ends on the line. */
  private Node flow() {
    enter();
    int start = at;
    boolean isMapping = bytes[at] == '{';
    byte close = (byte) (isMapping ? '}' : ']');
    List<Mapping.Pair> entries = new ArrayList<>();
    List<Node> items = new ArrayList<>();
    skipBlanks(at + 1);
    while (bytes[at] != close) {
      if (isMapping) {
        Node key = key(true);
        skipBlanks(end + 1);
        entries.add(new Mapping.Pair(key, flowValue()));
      } else {
        items.add(flowValue());
      }
      skipBlanks(end);
      if (bytes[at] == ',') {
        skipBlanks(at + 1);
        if (bytes[at] == close) {
          throw new NotPlain();
        }
      } else if (bytes[at] != close) {
        throw new NotPlain();
      }
    }
    depth--;
    end = at + 1;
    Node.Span span = span(start, end, line, start - lineStart);
    return isMapping
        ? new Mapping(span, false, Type.MAPPING, true, entries)
        : new Sequence(span, false, Type.LIST, true, items);
  }

  private Node flowValue() {
    return bytes[at] == '[' || bytes[at] == '{' ? flow() : scalar(true);
  }

  /** To what stands next on the line, which must be something. */
  private void skipBlanks(int from) {
    int i = from;
    while (i < bytes.length && bytes[i] == ' ') {
      i++;
    }
    if (i == bytes.length) {
      throw new NotPlain();
    }
    at = i;
  }

  /** The text below the sign that stands there, the value of what stands in that column. */
  private Node literal(int column) {
    int start = at;
    int startLine = line;
    int startColumn = column();
    byte sign = at + 1 < bytes.length ? bytes[at + 1] : 0;
    at += sign == '+' || sign == '-' ? 2 : 1;
    if (!scalars.isBlank(at)) {
      throw new NotPlain();
    }
    skipBlanks(at);
    if (bytes[at] == '#') {
      at = endOfPrinted(at);
    }
    toNextLine(at);
    StringBuilder value = new StringBuilder();
    int textEnd = 0; // with the break of the last line of text
    int indent = 0; // of the first line of text; 0 before that
    int widest = 0; // of the blank lines before that
    while (at < bytes.length) {
      int content = at;
      while (content < bytes.length && bytes[content] == ' ') {
        content++;
      }
      int width = content - at;
      boolean isBlank = scalars.isBlank(content);
      if (isBlank && (indent == 0 || width <= indent)) {
        widest = indent == 0 ? Math.max(widest, width) : widest;
        value.append('\n');
        toNextLine(content);
        continue;
      }
      if (width < (indent == 0 ? column + 1 : indent)) {
        break;
      }
      if (indent == 0 && widest > width) {
        throw new NotPlain();
      }
      indent = indent == 0 ? width : indent;
      int stop = endOfPrinted(content);
      value.append(text, at + indent, stop).append('\n');
      textEnd = value.length();
      toNextLine(stop);
    }
    int stop = at;
    toToken();
    if (column() > column) {
      throw new NotPlain();
    }
    if (sign != '+') {
      value.setLength(sign == '-' ? Math.max(0, textEnd - 1) : textEnd);
    }
    Node.Span span = span(start, stop, startLine, startColumn);
    return new Scalar(span, false, ScalarStyle.LITERAL, value.toString(), Type.STRING);
  }

  private int endOfPrinted(int from) {
    int i = from;
    while (i < bytes.length && scalars.isPrinted(i)) {
      i++;
    }
    return i;
  }

  /** After the line break that stands there. */
  private void toNextLine(int from) {
    int i = from < bytes.length && bytes[from] == '\r' ? from + 1 : from;
    if (i == bytes.length || bytes[i] != '\n') {
      throw new NotPlain();
    }
    at = i + 1;
    line++;
    lineStart = at;
  }
}
