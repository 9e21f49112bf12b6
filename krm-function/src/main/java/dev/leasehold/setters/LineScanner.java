package dev.leasehold.setters;

import java.util.ArrayList;
import java.util.List;
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

  /** A mapping or list that is open: where it stands, and how far it has come. */
  private static final class Frame {
    final int column;
    final boolean isList;
    final List<String> keys = new ArrayList<>(4);
    String key = "";
    int index = -1;

    Frame(int column, boolean isList) {
      this.column = column;
      this.isList = isList;
    }
  }

  private final String text;
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
  private int blockIndent;
  private int blankIndent;

  LineScanner(String text, boolean isItem) {
    this.text = text;
    this.isItem = isItem;
    this.isDoubtful = hasOddCharacters(text);
  }

  /** Goes to the next line that holds a plain or quoted value; false when there is none. */
  boolean next() {
    while (!isDoubtful && next < text.length()) {
      nextLine();
      int ink = lineStart;
      while (ink < lineEnd && text.charAt(ink) == ' ') {
        ink++;
      }
      if (blockParent >= 0 && isInBlock(ink)) {
        continue;
      }
      if (ink == lineEnd || text.charAt(ink) == '#') {
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
    return comment < 0 ? "" : text.substring(comment, lineEnd);
  }

  /** The path of the value, as {@code Field} has it. */
  String path() {
    StringBuilder path = new StringBuilder();
    for (int i = isItem ? 1 : 0; i < depth; i++) {
      Frame frame = frames[i];
      if (frame.isList) {
        path.append('[').append(frame.index).append(']');
      } else if (frame.key.indexOf('.') >= 0) {
        path.append('[').append(frame.key).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(frame.key);
      }
    }
    return path.toString();
  }

  /** Whether the value is that of {@code key} in the mapping at the top. */
  boolean isAt(String key) {
    int top = isItem ? 1 : 0;
    return depth == top + 1 && frames[top].key.equals(key);
  }

  /** Whether the value is that of {@code key} in the mapping at {@code parent} at the top. */
  boolean isAt(String parent, String key) {
    int top = isItem ? 1 : 0;
    return depth == top + 2
        && !frames[top + 1].isList
        && frames[top].key.equals(parent)
        && frames[top + 1].key.equals(key);
  }

  private void nextLine() {
    lineStart = next;
    int end = text.indexOf('\n', lineStart);
    next = end < 0 ? text.length() : end + 1;
    end = end < 0 ? text.length() : end;
    lineEnd = end > lineStart && text.charAt(end - 1) == '\r' ? end - 1 : end;
    line++;
  }

  private void startDocument() {
    int rest = lineStart + 3;
    isDoubtful |= isStarted || depth > 0 || text.charAt(lineStart) == '.' || !endsAt(rest);
    isStarted = true;
  }

  private boolean isInBlock(int ink) {
    int indent = ink - lineStart;
    if (ink == lineEnd) {
      blankIndent = Math.max(blankIndent, blockIndent < 0 ? indent : 0);
      return true;
    }
    if (blockIndent < 0 && indent > blockParent) {
      isDoubtful |= blankIndent > indent;
      blockIndent = indent;
      return true;
    }
    if (blockIndent >= 0 && indent >= blockIndent) {
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
    while (text.charAt(at) == '-' && (at + 1 == lineEnd || text.charAt(at + 1) == ' ')) {
      element(at - lineStart, isFresh);
      isFresh = true;
      isPending = false;
      at++;
      while (at < lineEnd && text.charAt(at) == ' ') {
        at++;
      }
      if (isDoubtful) {
        return false;
      }
      if (at == lineEnd || text.charAt(at) == '#') {
        return nothing(at);
      }
    }
    int colon = endOfKey(at);
    if (colon < 0) {
      isDoubtful |= !isFresh;
      return !isDoubtful && value(at);
    }
    entry(at - lineStart, isFresh, text.substring(at, colon));
    isPending = false;
    at = colon + 1;
    while (at < lineEnd && text.charAt(at) == ' ') {
      at++;
    }
    if (isDoubtful) {
      return false;
    }
    return at == lineEnd || text.charAt(at) == '#' ? nothing(at) : value(at);
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
      isDoubtful |=
          top == null
              ? !isItem
              : !isPending || top.column > column || top.isList && top.column == column;
    }
    open(new Frame(column, true));
    frames[depth - 1].index = 0;
  }

  private void entry(int column, boolean isFresh, String key) {
    if (!isFresh) {
      close(column);
      Frame list = top();
      if (list != null && list.isList && list.column == column) {
        depth--;
        isPending = false;
      }
      Frame top = top();
      if (top != null && !top.isList && top.column == column) {
        name(top, key);
        return;
      }
      isDoubtful |= top == null ? isItem : !isPending || top.column >= column;
    }
    Frame frame = new Frame(column, false);
    open(frame);
    name(frame, key);
  }

  private void name(Frame mapping, String key) {
    isDoubtful |= mapping.keys.size() == MOST_KEYS || mapping.keys.contains(key);
    mapping.keys.add(key);
    mapping.key = key;
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

  /** Offset of the colon behind a plain key that begins there; negative when there is none. */
  private int endOfKey(int start) {
    int at = start;
    if (text.charAt(at) == '-') {
      return -1;
    }
    while (at < lineEnd && isOfKey(text.charAt(at))) {
      at++;
    }
    boolean isKey =
        at > start
            && at - start <= LONGEST_KEY
            && at < lineEnd
            && text.charAt(at) == ':'
            && (at + 1 == lineEnd || text.charAt(at + 1) == ' ');
    return isKey ? at : -1;
  }

  private static boolean isOfKey(char c) {
    return isAlphanumeric(c) || c == '.' || c == '/' || c == '-' || c == '_';
  }

  private static boolean isAlphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /** Reads the value that begins there; false for one that is none of those that can be set. */
  private boolean value(int start) {
    valueStart = start;
    char first = text.charAt(start);
    switch (first) {
      case '"', '\'' -> valueEnd = endOfQuoted(start, first);
      case '|', '>' -> {
        return block(start);
      }
      case '[', '{' -> {
        boolean isEmpty = text.startsWith(first == '[' ? "[]" : "{}", start) && endsAt(start + 2);
        isDoubtful |= !isEmpty || comment().contains(SetterComment.WORD);
        return false;
      }
      default -> valueEnd = endOfPlain(start, first);
    }
    isDoubtful |= valueEnd < 0 || !endsAt(valueEnd);
    return !isDoubtful;
  }

  private boolean block(int start) {
    int at = start + 1;
    if (at < lineEnd && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
      at++;
    }
    isDoubtful |= !endsAt(at) || comment().contains(SetterComment.WORD);
    blockParent = frames[depth - 1].column;
    blockIndent = -1;
    blankIndent = 0;
    return false;
  }

  /** Whether nothing but blanks and a comment stands there; notes the comment. */
  private boolean endsAt(int at) {
    int ink = at;
    while (ink < lineEnd && text.charAt(ink) == ' ') {
      ink++;
    }
    comment = ink < lineEnd ? ink : -1;
    return ink == lineEnd || ink > at && text.charAt(ink) == '#';
  }

  private int endOfQuoted(int start, char quote) {
    for (int at = start + 1; at < lineEnd; at++) {
      char c = text.charAt(at);
      if (c == '\\' && quote == '"') {
        at++;
        if (at == lineEnd || "\\\"nt".indexOf(text.charAt(at)) < 0) {
          return -1;
        }
      } else if (c == quote) {
        boolean isDoubled = quote == '\'' && at + 1 < lineEnd && text.charAt(at + 1) == quote;
        if (!isDoubled) {
          return at + 1;
        }
        at++;
      }
    }
    return -1;
  }

  private int endOfPlain(int start, char first) {
    boolean isPlain =
        isAlphanumeric(first)
            || "_./$+~(".indexOf(first) >= 0
            || first == '-' && start + 1 < lineEnd && isAlphanumeric(text.charAt(start + 1));
    if (!isPlain) {
      return -1;
    }
    int end = text.indexOf(" #", start);
    end = end < 0 || end > lineEnd ? lineEnd : end;
    while (text.charAt(end - 1) == ' ') {
      end--;
    }
    int colon = text.indexOf(": ", start);
    return colon >= 0 && colon < end || text.charAt(end - 1) == ':' ? -1 : end;
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
