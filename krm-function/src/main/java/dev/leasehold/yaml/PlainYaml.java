package dev.leasehold.yaml;

import dev.leasehold.yaml.PlainCursor.NotPlain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the YAML of most manifests: block mappings and lists of scalars on one line, or below a
 * {@code |}. Its tree is the engine's, place by place; all other YAML, and every error, it leaves
 * to the engine (docs/decisions/0009).
 *
 * <p>It knows indentation as the engine does: by the column of a line's first character. A value is
 * right of its key, only a list may be below it; a line that is indented more continues the value
 * before it, and is left to the engine.
 */
final class PlainYaml {
  /** Far less than what the engine takes, as this recurses too. */
  private static final int MAX_DEPTH = 40;

  private final PlainCursor cursor;

  private int depth;

  private PlainYaml(PlainCursor cursor) {
    this.cursor = cursor;
  }

  /** The tree of a text that is certainly plain; empty when only the engine can tell. */
  static Optional<Node> read(String text) {
    try {
      return new PlainYaml(new PlainCursor(text)).read();
    } catch (NotPlain e) {
      return Optional.empty();
    }
  }

  private Optional<Node> read() {
    cursor.toToken();
    if (cursor.text.startsWith("---", cursor.at)
        && cursor.column() == 0
        && cursor.isBlank(cursor.at + 3)) {
      int marker = cursor.line;
      cursor.at += 3;
      cursor.toToken();
      if (cursor.line == marker) {
        return Optional.empty();
      }
    }
    if (cursor.at == cursor.bytes.length) {
      return Optional.empty();
    }
    Node root = cursor.isDash() ? list() : mapping();
    return cursor.at == cursor.bytes.length ? Optional.of(root) : Optional.empty();
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new NotPlain();
    }
  }

  /** A mapping whose first key is there; ends at the first token that is left of it. */
  private Node mapping() {
    enter();
    int column = cursor.column();
    int start = cursor.at;
    int startLine = cursor.line;
    List<Mapping.Pair> entries = new ArrayList<>();
    do {
      byte first = cursor.bytes[cursor.at];
      if (first == '-' && (cursor.isDash() || cursor.text.startsWith("---", cursor.at))
          || first == '.' && cursor.text.startsWith("...", cursor.at)) {
        throw new NotPlain();
      }
      Node key = cursor.key(false);
      entries.add(new Mapping.Pair(key, valueAfter(cursor.end + 1, column, false)));
    } while (cursor.column() == column);
    depth--;
    if (cursor.column() > column) {
      throw new NotPlain();
    }
    return new Mapping(
        PlainCursor.span(start, cursor.at, startLine, column), false, Type.MAPPING, false, entries);
  }

  /** A list whose first dash is there; ends at the first token that is no dash below it. */
  private Node list() {
    enter();
    int column = cursor.column();
    int start = cursor.at;
    int startLine = cursor.line;
    List<Node> items = new ArrayList<>();
    do {
      items.add(valueAfter(cursor.at + 1, column, true));
    } while (cursor.column() == column && cursor.isDash());
    depth--;
    if (cursor.column() > column) {
      throw new NotPlain();
    }
    return new Sequence(
        PlainCursor.span(start, cursor.at, startLine, column), false, Type.LIST, false, items);
  }

  /**
   * The value after a colon or a dash.
   *
   * @param column of the key, or of the dash
   */
  private Node valueAfter(int from, int column, boolean isItem) {
    int before = cursor.line;
    int beforeStart = cursor.lineStart;
    cursor.at = from;
    cursor.toToken();
    if (cursor.line > before || cursor.at == cursor.bytes.length) {
      if (cursor.column() > column || !isItem && cursor.column() == column && cursor.isDash()) {
        return cursor.isDash() ? list() : mapping();
      }
      Node.Span empty = PlainCursor.span(from, from, before, from - beforeStart);
      return new Scalar(empty, false, ScalarStyle.PLAIN, "", Type.NULL);
    }
    byte first = cursor.bytes[cursor.at];
    if (first == '|') {
      return literal(column);
    }
    if (isItem && cursor.isDash()) {
      return list();
    }
    boolean isFlow = first == '[' || first == '{';
    if (isItem && !isFlow && cursor.isKey()) {
      return mapping();
    }
    Node value = isFlow ? flow() : cursor.scalar(false);
    cursor.at = cursor.end;
    cursor.toToken();
    // Else it continues, or something follows it.
    if (cursor.line == before && cursor.at < cursor.bytes.length || cursor.column() > column) {
      throw new NotPlain();
    }
    return value;
  }

  /** A list or mapping in brackets or braces that begins there and ends on the line. */
  private Node flow() {
    enter();
    int start = cursor.at;
    boolean isMapping = cursor.bytes[cursor.at] == '{';
    byte close = (byte) (isMapping ? '}' : ']');
    List<Mapping.Pair> entries = new ArrayList<>();
    List<Node> items = new ArrayList<>();
    cursor.skipBlanks(cursor.at + 1);
    while (cursor.bytes[cursor.at] != close) {
      if (isMapping) {
        Node key = cursor.key(true);
        cursor.skipBlanks(cursor.end + 1);
        entries.add(new Mapping.Pair(key, flowValue()));
      } else {
        items.add(flowValue());
      }
      cursor.skipBlanks(cursor.end);
      if (cursor.bytes[cursor.at] == ',') {
        cursor.skipBlanks(cursor.at + 1);
        if (cursor.bytes[cursor.at] == close) {
          throw new NotPlain();
        }
      } else if (cursor.bytes[cursor.at] != close) {
        throw new NotPlain();
      }
    }
    depth--;
    cursor.end = cursor.at + 1;
    Node.Span span = PlainCursor.span(start, cursor.end, cursor.line, start - cursor.lineStart);
    return isMapping
        ? new Mapping(span, false, Type.MAPPING, true, entries)
        : new Sequence(span, false, Type.LIST, true, items);
  }

  private Node flowValue() {
    return cursor.bytes[cursor.at] == '[' || cursor.bytes[cursor.at] == '{'
        ? flow()
        : cursor.scalar(true);
  }

  /**
   * A block scalar, whose indicator is at the cursor.
   *
   * @param column of the key or dash that it is the value of
   */
  private Node literal(int column) {
    int start = cursor.at;
    int startLine = cursor.line;
    int startColumn = cursor.column();
    byte sign = cursor.at + 1 < cursor.bytes.length ? cursor.bytes[cursor.at + 1] : 0;
    cursor.at += sign == '+' || sign == '-' ? 2 : 1;
    if (!cursor.isBlank(cursor.at)) {
      throw new NotPlain();
    }
    cursor.skipBlanks(cursor.at);
    if (cursor.bytes[cursor.at] == '#') {
      cursor.at = cursor.endOfPrinted(cursor.at);
    }
    cursor.toNextLine(cursor.at);
    StringBuilder value = new StringBuilder();
    int indent = indentOfLiteral(column, value);
    while (addLiteralLine(indent, value)) {
      // It takes a line.
    }
    int stop = cursor.at;
    cursor.toToken();
    if (cursor.column() > column) {
      throw new NotPlain();
    }
    if (sign != '+') {
      int textEnd = value.length();
      while (textEnd > 0 && value.charAt(textEnd - 1) == '\n') {
        textEnd--;
      }
      value.setLength(sign == '-' || textEnd == 0 ? textEnd : textEnd + 1);
    }
    Node.Span span = PlainCursor.span(start, stop, startLine, startColumn);
    return new Scalar(span, false, ScalarStyle.LITERAL, value.toString(), Type.STRING);
  }

  /**
   * Moves over the blank lines at the beginning of a block scalar, and adds their breaks.
   *
   * @return the indent of its first line of text; where there is none, that of the next token
   */
  private int indentOfLiteral(int column, StringBuilder value) {
    int widest = 0;
    int content = cursor.endOfBlanks(cursor.at);
    while (cursor.at < cursor.bytes.length && cursor.isBlank(content)) {
      widest = Math.max(widest, content - cursor.at);
      value.append('\n');
      cursor.toNextLine(content);
      content = cursor.endOfBlanks(cursor.at);
    }
    int width = content - cursor.at;
    if (width > column && widest > width) {
      throw new NotPlain();
    }
    return Math.max(width, column + 1);
  }

  /** Adds the line at the cursor to the text of a block scalar; false where that has ended. */
  private boolean addLiteralLine(int indent, StringBuilder value) {
    int content = cursor.endOfBlanks(cursor.at);
    int width = content - cursor.at;
    if (width <= indent && cursor.at < cursor.bytes.length && cursor.isBlank(content)) {
      value.append('\n');
      cursor.toNextLine(content);
      return true;
    }
    if (width < indent) {
      return false;
    }
    int stop = cursor.endOfPrinted(content);
    value.append(cursor.text, cursor.at + indent, stop).append('\n');
    cursor.toNextLine(stop);
    return true;
  }
}
