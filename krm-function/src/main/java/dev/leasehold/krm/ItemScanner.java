package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds where the items of a block-style ResourceList begin, without parsing or decoding it: they
 * are the lines that begin with a dash in the first column.
 *
 * <p>Only inside a quoted scalar or a flow collection that runs over several lines could such a
 * line mean something else. Orchestrators write none; where a line leaves one open, the scanner
 * gives up and a full parse decides.
 */
final class ItemScanner {
  /**
   * The offsets at which the lines of the items begin, and where the last one ends. A comment above
   * an item belongs to the item before it.
   */
  record Cut(List<Integer> starts, int end) {}

  private static final int NONE = -1;
  private static final int UNKNOWN = -2;
  private static final byte[] ITEMS = {'i', 't', 'e', 'm', 's', ':'};

  private final byte[] text;
  private final List<Integer> starts = new ArrayList<>();

  /** The column that the content of an open block scalar is right of. */
  private int blockScalar = NONE;

  private boolean inItems;

  /** Where the list ends, once that is known; {@link #UNKNOWN} when only a parse can tell. */
  private int end = NONE;

  /** Offset of the line that was scanned last. */
  private int scanned;

  /** The first byte of a character of several; {@link #NONE} where there was none. */
  private int firstWide = NONE;

  ItemScanner(byte[] text) {
    this.text = text;
  }

  /** The cut of a UTF-8 text, or empty when only a parse can tell. */
  static Optional<Cut> cut(byte[] text) {
    return new ItemScanner(text).scan();
  }

  /** Offset before which it found nothing but ASCII. */
  int ascii() {
    return firstWide == NONE ? scanned : firstWide;
  }

  Optional<Cut> scan() {
    int at = 0;
    while (at < text.length && end == NONE) {
      scanned = at;
      at = line(at);
    }
    if (end == NONE) {
      scanned = text.length;
      end = text.length;
    }
    return end == UNKNOWN || starts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Cut(starts, end));
  }

  /**
   * Scans the line at {@code at}, and returns the offset of the next one. A method of its own, so
   * that it is compiled after some hundred lines: a loop is interpreted for thousands.
   */
  private int line(int at) {
    if (!starts.isEmpty() && blockScalar == NONE) {
      int next = afterPlain(at);
      if (next != NONE) {
        if (text[at] == '-') {
          starts.add(at);
        }
        return next;
      }
    }
    int lineEnd = endOfPrintable(at);
    boolean hasTab = false;
    // Of the characters that matter here, all are below the blank; so is, as a signed byte, all
    // that is not ASCII.
    while (lineEnd < text.length && text[lineEnd] != '\n') {
      if (text[lineEnd] == '\r') {
        if (lineEnd + 1 == text.length || text[lineEnd + 1] != '\n') {
          end = UNKNOWN; // a line break for YAML, and none for this scanner
          return at;
        }
        break;
      }
      hasTab |= text[lineEnd] == '\t';
      if (text[lineEnd] < 0 && firstWide == NONE) {
        firstWide = lineEnd;
      }
      lineEnd = endOfPrintable(lineEnd + 1);
    }
    take(at, lineEnd, hasTab);
    boolean hasReturn = lineEnd < text.length && text[lineEnd] == '\r';
    return Math.min(text.length, lineEnd + (hasReturn ? 2 : 1));
  }

  /**
   * The most frequent line inside an item, in one look at each byte: {@code key: value}, the value
   * plain or in quotes that nothing escapes. Returns the offset of the next line; {@link #NONE} for
   * any other line.
   */
  private int afterPlain(int start) {
    byte[] bytes = text; // read from the stack in the loops
    int length = bytes.length;
    int at = start;
    if (bytes[at] == '-') {
      at++;
    }
    if (at < length && bytes[at] != ' ') {
      return NONE;
    }
    while (at < length && bytes[at] == ' ') {
      at++;
    }
    if (at + 1 < length && bytes[at] == '-' && bytes[at + 1] == ' ') {
      at += 2;
    }
    if (at == length || !isAsciiAlphanumeric(bytes[at])) {
      return NONE;
    }
    while (at < length && bytes[at] >= '-' && bytes[at] != ':') {
      at++;
    }
    if (at < length && bytes[at] == '\n') {
      return at + 1; // a scalar in a list, or one that goes on
    }
    if (at + 2 >= length || bytes[at] != ':') {
      return NONE;
    }
    if (bytes[at + 1] == '\n') {
      return at + 2;
    }
    return bytes[at + 1] == ' ' ? afterPlainValue(at + 2) : NONE;
  }

  private int afterPlainValue(int start) {
    byte[] bytes = text;
    int length = bytes.length;
    int at = start;
    byte first = bytes[at];
    if (first == '"' || first == '\'') {
      at++;
      while (at < length && bytes[at] >= ' ' && bytes[at] != first && bytes[at] != '\\') {
        at++;
      }
      if (at == length || bytes[at] != first) {
        return NONE;
      }
      at++;
    } else if (isAsciiAlphanumeric(first)) {
      while (at < length && bytes[at] >= ' ') {
        at++;
      }
    }
    return at < length && bytes[at] == '\n' ? at + 1 : NONE;
  }

  /** Scans any other line. */
  private void take(int at, int lineEnd, boolean hasTab) {
    int content = skipBlanks(at, lineEnd);
    if (content == lineEnd || blockScalar != NONE && content - at > blockScalar) {
      return;
    }
    blockScalar = NONE;
    if (hasTab) {
      end = UNKNOWN; // a tab may be where this scanner looks for a blank
      return;
    }
    if (content > at) {
      if (inItems && starts.isEmpty() && text[content] != '#') {
        end = UNKNOWN; // an indented list, or none
        return;
      }
    } else if (isDash(at, lineEnd) && inItems) {
      starts.add(at);
    } else if (inItems && text[at] != '#') {
      boolean isEnd = !starts.isEmpty() && endsList(at, lineEnd) && !hasLoneReturn(lineEnd);
      end = isEnd ? at : UNKNOWN;
      return;
    } else if (lineEnd - at >= ITEMS.length && Input.startsWith(text, at, ITEMS)) {
      if (lineEnd > at + ITEMS.length) {
        end = UNKNOWN; // items: []
        return;
      }
      inItems = true;
    }
    if (!closes(at, content, lineEnd)) {
      end = UNKNOWN;
    }
  }

  private int endOfPrintable(int from) {
    byte[] bytes = text;
    int at = from;
    while (at < bytes.length && bytes[at] >= ' ') {
      at++;
    }
    return at;
  }

  private boolean hasLoneReturn(int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] == '\r' && (i + 1 == text.length || text[i + 1] != '\n')) {
        return true;
      }
    }
    return false;
  }

  /** Whether the line is a plain key or the document's end; else the value of an item continues. */
  private boolean endsList(int at, int end) {
    int word = at;
    while (word < end && isAsciiAlphanumeric(text[word])) {
      word++;
    }
    if (word == at) {
      return end == at + 3 && text[at] == '.' && text[at + 1] == '.' && text[at + 2] == '.';
    }
    return word < end && text[word] == ':' && (word + 1 == end || text[word + 1] == ' ');
  }

  /** Whether all that begins on this line ends on it; a block scalar is followed instead. */
  private boolean closes(int lineStart, int content, int end) {
    int at = content;
    boolean hasKey = false;
    int parent = NONE; // the column of the dash or key that a value belongs to
    while (at < end) {
      switch (text[at]) {
        case '-' -> {
          if (isDash(at, end)) {
            parent = at - lineStart;
            at = skipBlanks(at + 1, end);
            continue;
          }
        }
        case '#' -> {
          return true;
        }
        case '|', '>' -> {
          blockScalar = parent;
          return parent != NONE;
        }
        case '&', '!' -> {
          while (at < end && text[at] != ' ') {
            at++;
          }
          at = skipBlanks(at, end);
          continue;
        }
        case '"', '\'' -> {
          int following = afterQuoted(at, end);
          if (following == NONE || following == text.length || text[following] != ':') {
            return isLast(following, end);
          }
          parent = at - lineStart;
          at = skipBlanks(following + 1, end);
          hasKey = true;
          continue;
        }
        case '[', '{' -> {
          return isLast(afterFlow(at, end), end);
        }
        case '?' -> {
          return false;
        }
        default -> {}
      }
      if (hasKey) {
        return true; // a plain scalar; a second key on the line would be no YAML
      }
      int colon = endOfKey(at, end);
      if (colon == NONE) {
        return true; // a plain scalar, or a key whose value is below
      }
      hasKey = true;
      parent = at - lineStart;
      at = skipBlanks(colon + 1, end);
    }
    return true;
  }

  /** Offset of the first colon with a blank after it, unless a comment begins before. */
  private int endOfKey(int at, int end) {
    byte[] bytes = text;
    for (int i = at; i + 1 < end; i++) {
      byte c = bytes[i];
      if (c <= ':') {
        if (c == ':' && bytes[i + 1] == ' ') {
          return i;
        }
        if (c == ' ' && bytes[i + 1] == '#') {
          return NONE;
        }
      }
    }
    return NONE;
  }

  /** Whether nothing but a comment comes after what ended there; a colon would make it a key. */
  private boolean isLast(int following, int end) {
    if (following == NONE) {
      return false;
    }
    int at = skipBlanks(following, end);
    return at == end || text[at] == '#';
  }

  /** Offset after the quoted scalar that begins at {@code at}, if it ends on the line. */
  private int afterQuoted(int at, int end) {
    byte quote = text[at];
    for (int i = at + 1; i < end; i++) {
      byte c = text[i];
      if (c == '\\' && quote == '"') {
        i++;
      } else if (c == quote) {
        if (quote == '"' || i + 1 >= end || text[i + 1] != '\'') {
          return i + 1;
        }
        i++; // '' is a quote inside
      }
    }
    return NONE;
  }

  /** Offset after the flow collection that begins at {@code at}, if it ends on the line. */
  private int afterFlow(int at, int end) {
    int depth = 0;
    boolean valueMayBegin = true;
    for (int i = at; i < end; i++) {
      byte c = text[i];
      if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
        if (depth == 0) {
          return i + 1;
        }
      } else if ((c == '"' || c == '\'') && valueMayBegin) {
        i = afterQuoted(i, end) - 1;
        if (i < at) {
          return NONE;
        }
      } else if (c == '#' || valueMayBegin && "!&*?".indexOf(c) >= 0) {
        return NONE; // perhaps a comment that hides the end, or a quote after a tag
      }
      valueMayBegin = "[{,:".indexOf(c) >= 0 || c == ' ' && valueMayBegin;
    }
    return NONE;
  }

  private int skipBlanks(int at, int end) {
    int i = at;
    while (i < end && text[i] == ' ') {
      i++;
    }
    return i;
  }

  private static boolean isAsciiAlphanumeric(byte c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private boolean isDash(int at, int end) {
    return text[at] == '-' && (at + 1 == end || text[at + 1] == ' ');
  }
}
