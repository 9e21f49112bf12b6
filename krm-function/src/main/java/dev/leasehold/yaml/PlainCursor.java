package dev.leasehold.yaml;

import java.nio.charset.StandardCharsets;

/**
 * A place in a text of plain YAML: it moves from token to token, and reads the scalars and keys on
 * a line. {@link PlainYaml} is the grammar over it.
 */
final class PlainCursor {
  /** The engine takes keys of up to 1,024 characters. */
  private static final int LONGEST_KEY = 1_000;

  final String text;

  /** The characters at their offsets; all but ASCII are negative. */
  final byte[] bytes;

  private final PlainScalars scalars;

  /** The next token, or the end. */
  int at;

  int line;
  int lineStart;

  /** Where the scalar ends that was read last. */
  int end;

  /** The scalar that was looked at last, which is often looked at twice. */
  private int lookedAt = -1;

  private int lookedEnd;

  /** Something that only the engine reads. */
  static final class NotPlain extends RuntimeException {
    static final long serialVersionUID = 1L;

    NotPlain() {
      super("not plain", null, false, false);
    }
  }

  PlainCursor(String text) {
    this.text = text;
    this.bytes = bytes(text);
    this.scalars = new PlainScalars(bytes);
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
  void toToken() {
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

  /** The column of the current token; -1 at the end. */
  int column() {
    return at == bytes.length ? -1 : at - lineStart;
  }

  boolean isDash() {
    return at < bytes.length && bytes[at] == '-' && scalars.isBlank(at + 1);
  }

  /** Whether a blank, a line break or the end is at that offset. */
  boolean isBlank(int offset) {
    return scalars.isBlank(offset);
  }

  /** Whether a scalar with a colon begins there. */
  boolean isKey() {
    int stop = endOfScalar(false);
    return stop < bytes.length && bytes[stop] == ':';
  }

  /** The scalar that begins there, with a colon and a blank after it. */
  Node key(boolean inFlow) {
    int start = at;
    Node key = scalar(inFlow);
    boolean isKey = end < bytes.length && bytes[end] == ':' && scalars.isBlank(end + 1);
    if (!isKey || end - start > LONGEST_KEY) {
      throw new NotPlain();
    }
    return key;
  }

  /** The scalar that begins there, on one line; {@link #end} is where it ends. */
  Node scalar(boolean inFlow) {
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

  /** Moves to the next character on the line that is no blank; there must be one. */
  void skipBlanks(int from) {
    int i = endOfBlanks(from);
    if (i == bytes.length) {
      throw new NotPlain();
    }
    at = i;
  }

  /** Offset of the first character from there on that is no blank. */
  int endOfBlanks(int from) {
    byte[] b = bytes; // read from the stack in the loop, here and below
    int i = from;
    while (i < b.length && b[i] == ' ') {
      i++;
    }
    return i;
  }

  int endOfPrinted(int from) {
    byte[] b = bytes;
    int i = from;
    while (i < b.length && (b[i] >= ' ' && b[i] < 0x7f || b[i] < 0)) {
      i++;
    }
    return i;
  }

  /** Moves after the line break at {@code from}. */
  void toNextLine(int from) {
    int i = from < bytes.length && bytes[from] == '\r' ? from + 1 : from;
    if (i == bytes.length || bytes[i] != '\n') {
      throw new NotPlain();
    }
    at = i + 1;
    line++;
    lineStart = at;
  }

  static Node.Span span(int start, int end, int line, int column) {
    return new Node.Span(start, end, line, column);
  }
}
