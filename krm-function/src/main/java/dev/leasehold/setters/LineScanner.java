package dev.leasehold.setters;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the lines of a document that is written plainly: {@code key: value}, {@code - value}
 * and {@code - key: value}, each on its line, and block scalars. It knows a few of YAML's shapes
 * exactly; the first line of another shape, however harmless, makes the document {@link
 * #isDoubtful}.
 */
final class LineScanner {
  private static final int DEEPEST = 40;
  private static final int LONGEST_KEY = 128;

  /** They are compared with each other. */
  private static final int MOST_KEYS = 64;

  /** By character. */
  private static final boolean[] OF_KEY = ofKey();

  /** A mapping or list that is open: where it stands, and how far it has come. */
  private static final class Frame {
    final int column;
    final boolean isList;

    /** Of a mapping, where each key begins and ends. */
    int[] keys = {};

    int keyCount;

    /** Of a list, the element. */
    int index;

    Frame(int column, boolean isList) {
      this.column = column;
      this.isList = isList;
    }
  }

  private final String text;

  /** The text's characters at the same offsets, fast to walk over: all but ASCII are negative. */
  private final byte[] bytes;

  private final boolean isItem;
  private final Frame[] frames = new Frame[DEEPEST];
  private int depth;
  private boolean isPending; // the last entry has no value yet
  private boolean isDoubtful;
  private boolean isStarted; // by ---
  private boolean hasTop; // one mapping or list, and no other behind it
  private int line = -1;
  private int lineStart;
  private int lineEnd;
  private int next;
  private int valueStart;
  private int valueEnd;
  private int comment;
  private int blockParent = -1; // of the block scalar that is open, if one is
  private int blockIndent; // of its first line with text; 0 before that
  private int blankIndent;

  LineScanner(String text, boolean isItem) {
    this.text = text;
    this.bytes = bytes(text);
    this.isItem = isItem;
    this.isDoubtful = hasOddCharacters(text);
  }

  private static byte[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (!text.equals(new String(bytes, StandardCharsets.ISO_8859_1))) {
      bytes = new byte[text.length()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (text.charAt(i) < 0x80 ? text.charAt(i) : -1);
      }
    }
    return bytes;
  }

  /** Goes to the next line that holds a plain or quoted value; false when there is none. */
  boolean next() {
    while (!isDoubtful && next < bytes.length) {
      nextLine();
      int ink = skipBlanks(lineStart);
      if (blockParent >= 0 && isInBlock(ink)) {
        continue;
      }
      if (ink == lineEnd || bytes[ink] == '#') {
        continue;
      }
      if (ink == lineStart && (text.startsWith("---", ink) || text.startsWith("...", ink))) {
        startDocument();
      } else if (content(ink)) {
        return !isDoubtful;
      }
    }
    return false;
  }

  /** Whether it met anything that only a parser understands. */
  boolean isDoubtful() {
    return isDoubtful;
  }

  /** The line of the value, from 0. */
  int line() {
    return line;
  }

  int valueStart() {
    return valueStart;
  }

  int valueEnd() {
    return valueEnd;
  }

  /** The comment behind the value; empty text where there is none. */
  String comment() {
    return text.substring(comment, lineEnd);
  }

  /** The path of the value, as {@code Field} has it. */
  String path() {
    StringBuilder path = new StringBuilder();
    for (int i = isItem ? 1 : 0; i < depth; i++) {
      Frame frame = frames[i];
      if (frame.isList) {
        path.append('[').append(frame.index).append(']');
      } else {
        String key = text.substring(keyStart(frame), keyEnd(frame));
        boolean hasDot = key.contains(".");
        path.append(hasDot ? "[" : path.isEmpty() ? "" : ".");
        path.append(key).append(hasDot ? "]" : "");
      }
    }
    return path.toString();
  }

  private static int keyStart(Frame mapping) {
    return mapping.keys[2 * mapping.keyCount - 2];
  }

  private static int keyEnd(Frame mapping) {
    return mapping.keys[2 * mapping.keyCount - 1];
  }

  private boolean isKey(Frame mapping, String key) {
    int start = keyStart(mapping);
    return keyEnd(mapping) - start == key.length() && text.startsWith(key, start);
  }

  /** Whether the value is that of {@code key} in the mapping at the top. */
  boolean isAt(String key) {
    int top = isItem ? 1 : 0;
    return depth == top + 1 && !frames[top].isList && isKey(frames[top], key);
  }

  /** Whether the value is that of {@code key} in the mapping at {@code parent} at the top. */
  boolean isAt(String parent, String key) {
    int top = isItem ? 1 : 0;
    return depth == top + 2
        && !frames[top].isList
        && !frames[top + 1].isList
        && isKey(frames[top], parent)
        && isKey(frames[top + 1], key);
  }

  private void nextLine() {
    int newline = text.indexOf('\n', next);
    int end = newline == -1 ? text.length() : newline;
    lineStart = next;
    lineEnd = text.startsWith("\r", end - 1) ? end - 1 : end;
    next = end + 1;
    line++;
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < lineEnd && bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  private void startDocument() {
    int rest = lineStart + 3;
    isDoubtful |= isStarted || depth > 0 || bytes[lineStart] == '.' || !endsAt(rest);
    isStarted = true;
  }

  private boolean isInBlock(int ink) {
    int indent = ink - lineStart;
    if (ink == lineEnd) {
      blankIndent = Math.max(blankIndent, indent);
      return true;
    }
    if (blockIndent == 0 && indent > blockParent) {
      isDoubtful |= blankIndent > indent;
      blockIndent = indent;
    }
    if (blockIndent != 0 && indent >= blockIndent) {
      return true;
    }
    isDoubtful |= indent > blockParent;
    blockParent = -1;
    return false;
  }

  /** Whether the line, from its first character that is no blank, holds a value. */
  private boolean content(int ink) {
    int at = ink;
    boolean isFresh = false;
    while (bytes[at] == '-' && (at + 1 == lineEnd || bytes[at + 1] == ' ')) {
      element(at - lineStart, isFresh);
      isFresh = true;
      isPending = false;
      at = skipBlanks(at + 1);
      if (isDoubtful) {
        return false;
      }
      if (at == lineEnd || bytes[at] == '#') {
        return nothing(at);
      }
    }
    int colon = endOfKey(at);
    if (colon == -1) {
      isDoubtful |= !isFresh;
      return !isDoubtful && value(at);
    }
    entry(at - lineStart, isFresh, at, colon);
    isPending = false;
    at = skipBlanks(colon + 1);
    if (isDoubtful) {
      return false;
    }
    return at == lineEnd || bytes[at] == '#' ? nothing(at) : value(at);
  }

  /** A dash or key with nothing behind it: null, or what stands on the lines below. */
  private boolean nothing(int at) {
    isPending = true;
    isDoubtful |= text.substring(at, lineEnd).contains(SetterComment.WORD);
    return false;
  }

  private void element(int column, boolean isFresh) {
    if (!isFresh) {
      close(column);
      Frame top = top();
      if (top != null && top.isList && top.column == column) {
        isDoubtful |= isItem && depth == 1; // a second item
        top.index++;
        return;
      }
      isDoubtful |= top == null ? !isItem : !isPending;
    }
    open(new Frame(column, true));
  }

  private void entry(int column, boolean isFresh, int start, int end) {
    if (!isFresh) {
      close(column);
      Frame list = top();
      if (list != null && list.isList && list.column == column) {
        depth--;
        isPending = false;
      }
      Frame top = top();
      if (top != null && !top.isList && top.column == column) {
        name(top, start, end);
        return;
      }
      isDoubtful |= top == null ? isItem : !isPending;
    }
    Frame frame = new Frame(column, false);
    open(frame);
    name(frame, start, end);
  }

  private void name(Frame mapping, int start, int end) {
    int[] keys = mapping.keys;
    int used = 2 * mapping.keyCount;
    for (int i = 0; i < used; i += 2) {
      isDoubtful |= keys[i + 1] - keys[i] == end - start && isSame(keys[i], start, end);
    }
    isDoubtful |= mapping.keyCount == MOST_KEYS;
    if (used == keys.length) {
      keys = Arrays.copyOf(keys, Math.max(8, 2 * used));
      mapping.keys = keys;
    }
    keys[used] = start;
    keys[used + 1] = end;
    mapping.keyCount++;
  }

  /** Whether the characters from {@code other} on are those from {@code start} to {@code end}. */
  private boolean isSame(int other, int start, int end) {
    byte[] all = bytes;
    int at = start;
    while (at < end && all[at] == all[other + at - start]) {
      at++;
    }
    return at == end;
  }

  private void open(Frame frame) {
    isDoubtful |= depth == DEEPEST || depth == 0 && hasTop;
    if (!isDoubtful) {
      frames[depth++] = frame;
      hasTop = true;
    }
  }

  /** Closes what stands further right. */
  private void close(int column) {
    while (depth > 0 && frames[depth - 1].column > column) {
      depth--;
      isPending = false;
    }
  }

  private @Nullable Frame top() {
    return depth == 0 ? null : frames[depth - 1];
  }

  /** Offset of the colon behind a plain key that begins there; -1 when there is none. */
  private int endOfKey(int start) {
    byte[] all = bytes;
    int end = Math.min(lineEnd, start + LONGEST_KEY + 1);
    int at = all[start] == '-' ? end : start;
    while (at < end && all[at] >= 0 && OF_KEY[all[at]]) {
      at++;
    }
    boolean isKey =
        at > start && at < end && all[at] == ':' && (at + 1 == lineEnd || all[at + 1] == ' ');
    return isKey ? at : -1;
  }

  private static boolean[] ofKey() {
    boolean[] ofKey = new boolean[Byte.MAX_VALUE + 1];
    for (byte c = 0; c < Byte.MAX_VALUE; c++) {
      ofKey[c] = isAlphanumeric(c) || c == '.' || c == '/' || c == '-' || c == '_';
    }
    return ofKey;
  }

  private static boolean isAlphanumeric(byte c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /** Reads the value that begins there; false for one that is none of those that can be set. */
  private boolean value(int start) {
    valueStart = start;
    byte first = bytes[start];
    switch (first) {
      case '"', '\'' -> quoted(start, first);
      case '|', '>' -> {
        return block(start);
      }
      case '[', '{' -> {
        boolean isEmpty = text.startsWith(first == '[' ? "[]" : "{}", start) && endsAt(start + 2);
        isDoubtful |= !isEmpty || comment().contains(SetterComment.WORD);
        return false;
      }
      default -> plain(start, first);
    }
    isDoubtful |= !endsAt(valueEnd);
    return true;
  }

  private boolean block(int start) {
    int at = start + 1;
    if (text.startsWith("+", at) || text.startsWith("-", at)) {
      at++;
    }
    isDoubtful |= !endsAt(at) || comment().contains(SetterComment.WORD);
    blockParent = frames[depth - 1].column;
    blockIndent = 0;
    blankIndent = 0;
    return false;
  }

  /** Whether nothing but blanks and a comment stands there; notes the comment. */
  private boolean endsAt(int at) {
    int ink = skipBlanks(at);
    comment = ink;
    return ink == lineEnd || ink > at && bytes[ink] == '#';
  }

  private void quoted(int start, byte quote) {
    byte[] all = bytes;
    for (int at = start + 1; at < lineEnd; at++) {
      byte c = all[at];
      if (c == '\\' && quote == '"') {
        at++;
        if (at == lineEnd || "\\\"nt".indexOf(all[at]) == -1) {
          break;
        }
      } else if (c == quote) {
        if (!text.startsWith("''", at)) {
          valueEnd = at + 1;
          return;
        }
        at++;
      }
    }
    isDoubtful = true;
  }

  private void plain(int start, byte first) {
    byte[] all = bytes;
    isDoubtful |=
        !isAlphanumeric(first)
            && "_./$+~(".indexOf(first) == -1
            && !(first == '-' && start + 1 < lineEnd && isAlphanumeric(all[start + 1]));
    int end = start;
    while (end < lineEnd && !(all[end] == ' ' && text.startsWith("#", end + 1))) {
      isDoubtful |= all[end] == ':' && text.startsWith(" ", end + 1);
      end++;
    }
    while (all[end - 1] == ' ') {
      end--;
    }
    isDoubtful |= all[end - 1] == ':';
    valueEnd = end;
  }

  /** Tabs, lone carriage returns, and what not every reader takes for an ordinary character. */
  private static boolean hasOddCharacters(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~' || c == '\n') {
        continue;
      }
      boolean isOrdinary =
          c == '\r'
              ? text.startsWith("\n", i + 1)
              : c >= '\u00a1' && c < '\ud800' && (c < '\u2028' || c > '\u202f');
      if (!isOrdinary) {
        return true;
      }
    }
    return false;
  }
}
