package dev.leasehold.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads what most manifests are made of: block mappings and lists of scalars that stand on one
 * line, in ASCII. What it reads is the tree that the engine makes of it, mark by mark; all else,
 * and whatever is wrong, it leaves to the engine (docs/decisions/0009).
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

  /** Marks have the text around them, for messages that are never made of these. */
  private static final int[] NO_TEXT = {};

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

  /** Something that only the engine reads. */
  private static final class NotPlain extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPlain() {
      super("not plain", null, false, false);
    }
  }

  private PlainYaml(String text) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
    this.scalars = new PlainScalars(bytes);
  }

  /** The tree of a text that is certainly plain; empty when only the engine can tell. */
  static Optional<Node> read(String text) {
    PlainYaml reader = new PlainYaml(text);
    try {
      reader.toToken();
      if (text.startsWith("---\n", reader.at) && reader.column() == 0) {
        reader.at += 3;
        reader.toToken();
      }
      if (reader.at == reader.bytes.length) {
        return Optional.empty();
      }
      Node root = reader.isDash() ? reader.list() : reader.mapping();
      return reader.at == reader.bytes.length && reader.isAscii()
          ? Optional.of(root)
          : Optional.empty();
    } catch (NotPlain e) {
      return Optional.empty();
    }
  }

  /** Whether the bytes are the text: half a character, which is none, becomes a question mark. */
  private boolean isAscii() {
    return text.equals(new String(bytes, StandardCharsets.ISO_8859_1));
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
        while (i < b.length && b[i] >= ' ' && b[i] < 0x7f) {
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

  private Optional<Mark> mark(int offset) {
    return Optional.of(new Mark("reader", offset, line, offset - lineStart, NO_TEXT, 0));
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
    Optional<Mark> start = mark(at);
    List<NodeTuple> tuples = new ArrayList<>();
    do {
      byte first = bytes[at];
      if (first == '-' && (isDash() || text.startsWith("---", at))
          || first == '.' && text.startsWith("...", at)) {
        throw new NotPlain();
      }
      Node key = key(false);
      tuples.add(new NodeTuple(key, valueBehind(end + 1, column, false)));
    } while (column() == column);
    depth--;
    if (column() > column) {
      throw new NotPlain();
    }
    return new MappingNode(Tag.MAP, true, tuples, FlowStyle.BLOCK, start, mark(at));
  }

  /** A list whose first dash stands there; ends at the first token that is no dash below it. */
  private Node list() {
    enter();
    int column = column();
    Optional<Mark> start = mark(at);
    List<Node> items = new ArrayList<>();
    do {
      items.add(valueBehind(at + 1, column, true));
    } while (column() == column && isDash());
    depth--;
    if (column() > column) {
      throw new NotPlain();
    }
    return new SequenceNode(Tag.SEQ, true, items, FlowStyle.BLOCK, start, mark(at));
  }

  /** What comes behind a colon or a dash, whose key or itself stands in that column. */
  private Node valueBehind(int from, int column, boolean isItem) {
    Optional<Mark> empty = mark(from);
    int before = line;
    at = from;
    toToken();
    if (line > before || at == bytes.length) {
      if (column() > column || !isItem && column() == column && isDash()) {
        return isDash() ? list() : mapping();
      }
      return new ScalarNode(Tag.NULL, true, "", ScalarStyle.PLAIN, empty, empty);
    }
    if (isItem && isDash()) {
      return list();
    }
    if (isItem && isKey()) {
      return mapping();
    }
    Node value = bytes[at] == '[' || bytes[at] == '{' ? flow() : scalar(false);
    at = end;
    toToken();
    // Else it goes on, or something stands behind it.
    if (line == before && at < bytes.length || column() > column) {
      throw new NotPlain();
    }
    return value;
  }

  /** Whether a scalar with a colon begins there. */
  private boolean isKey() {
    if (bytes[at] == '[' || bytes[at] == '{') {
      return false;
    }
    int stop = endOfScalar(false);
    return stop < bytes.length && bytes[stop] == ':';
  }

  /** The scalar that begins there, with a colon and a blank behind it. */
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
  private ScalarNode scalar(boolean inFlow) {
    int start = at;
    int stop = endOfScalar(inFlow);
    end = stop;
    byte first = bytes[start];
    if (first == '"' || first == '\'') {
      String value = text.substring(start + 1, stop - 1);
      return new ScalarNode(
          Tag.STR,
          true,
          first == '"' || value.indexOf('\'') < 0 ? value : value.replace("''", "'"),
          first == '"' ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.SINGLE_QUOTED,
          mark(start),
          mark(stop));
    }
    String value = text.substring(start, stop);
    return new ScalarNode(
        PlainTag.of(value), true, value, ScalarStyle.PLAIN, mark(start), mark(stop));
  }

  private int endOfScalar(boolean inFlow) {
    int stop = scalars.end(at, inFlow);
    if (stop < 0) {
      throw new NotPlain();
    }
    return stop;
  }

  /** A list or mapping in brackets or braces that begins there and ends on the line. */
  private Node flow() {
    enter();
    Optional<Mark> start = mark(at);
    boolean isMapping = bytes[at] == '{';
    byte close = (byte) (isMapping ? '}' : ']');
    List<NodeTuple> tuples = new ArrayList<>();
    List<Node> items = new ArrayList<>();
    skipBlanks(at + 1);
    while (bytes[at] != close) {
      if (isMapping) {
        Node key = key(true);
        skipBlanks(end + 1);
        tuples.add(new NodeTuple(key, flowValue()));
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
    return isMapping
        ? new MappingNode(Tag.MAP, true, tuples, FlowStyle.FLOW, start, mark(end))
        : new SequenceNode(Tag.SEQ, true, items, FlowStyle.FLOW, start, mark(end));
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
}
