package dev.leasehold.krm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
   * an item counts to the one before it.
   */
  record Cut(List<Integer> starts, int end) {}

  private static final int NONE = -1;
  private static final byte[] ITEMS = {'i', 't', 'e', 'm', 's', ':'};

  private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
  private static final long BLANKS = 0x2020_2020_2020_2020L;

  private final byte[] text;
  private final ByteBuffer eights;
  private final List<Integer> starts = new ArrayList<>();

  /** The column that the content of an open block scalar is right of. */
  private int blockScalar = NONE;

  /** How far it came. */
  private int scanned;

  /** The first byte of a character of several; {@link #NONE} where there was none. */
  private int firstWide = NONE;

  ItemScanner(byte[] text) {
    this.text = text;
    this.eights = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN);
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
    boolean inItems = false;
    int next;
    for (int at = 0; at < text.length; at = next) {
      scanned = at;
      int end = endOfPrintable(at);
      boolean hasTab = false;
      // Of the characters that matter here, all are below the blank; so is, as a signed byte, all
      // that is not ASCII.
      while (end < text.length && text[end] != '\n') {
        if (text[end] == '\r') {
          if (end + 1 == text.length || text[end + 1] != '\n') {
            return Optional.empty(); // a line break for YAML, and none for this scanner
          }
          break;
        }
        hasTab |= text[end] == '\t';
        if (text[end] < 0 && firstWide == NONE) {
          firstWide = end;
        }
        end = endOfPrintable(end + 1);
      }
      next = Math.min(text.length, end + (end < text.length && text[end] == '\r' ? 2 : 1));
      int content = skipBlanks(at, end);
      if (content == end || blockScalar != NONE && content - at > blockScalar) {
        continue;
      }
      blockScalar = NONE;
      if (hasTab) {
        return Optional.empty(); // a tab may stand where this scanner looks for a blank
      }
      if (content > at) {
        if (inItems && starts.isEmpty() && text[content] != '#') {
          return Optional.empty(); // an indented list, or none
        }
      } else if (isDash(at, end) && inItems) {
        starts.add(at);
      } else if (inItems && text[at] != '#') {
        return starts.isEmpty() || !endsList(at, end) || hasLoneReturn(next)
            ? Optional.empty()
            : Optional.of(new Cut(starts, at));
      } else if (end - at >= ITEMS.length && Input.startsWith(text, at, ITEMS)) {
        if (end > at + ITEMS.length) {
          return Optional.empty(); // items: []
        }
        inItems = true;
      }
      if (!closes(at, content, end)) {
        return Optional.empty();
      }
    }
    scanned = text.length;
    return starts.isEmpty() ? Optional.empty() : Optional.of(new Cut(starts, text.length));
  }

  /**
   * Where printable ASCII ends. Most of the time goes here, so eight bytes are looked at together:
   * a byte below the blank borrows from its highest bit, one that is not ASCII has it.
   */
  private int endOfPrintable(int from) {
    int at = from;
    while (at + Long.BYTES <= text.length) {
      long bytes = eights.getLong(at);
      long others = (bytes - BLANKS & ~bytes | bytes) & HIGHEST_BITS;
      if (others != 0) {
        return at + Long.numberOfTrailingZeros(others) / Byte.SIZE;
      }
      at += Long.BYTES;
    }
    while (at < text.length && text[at] >= ' ') {
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

  /** Whether a plain key or the document's end stands there; else an item's value goes on. */
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
          int behind = behindQuoted(at, end);
          if (behind == NONE || behind == text.length || text[behind] != ':') {
            return isLast(behind, end);
          }
          parent = at - lineStart;
          at = skipBlanks(behind + 1, end);
          hasKey = true;
          continue;
        }
        case '[', '{' -> {
          return isLast(behindFlow(at, end), end);
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
        return true; // a plain scalar, or a key whose value stands below
      }
      hasKey = true;
      parent = at - lineStart;
      at = skipBlanks(colon + 1, end);
    }
    return true;
  }

  /** Offset of the first colon with a blank behind it, unless a comment begins before. */
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

  /** Whether nothing but a comment comes behind what ended there; a colon would make it a key. */
  private boolean isLast(int behind, int end) {
    if (behind == NONE) {
      return false;
    }
    int at = skipBlanks(behind, end);
    return at == end || text[at] == '#';
  }

  /** Offset behind the quoted scalar that begins at {@code at}, if it ends on the line. */
  private int behindQuoted(int at, int end) {
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

  /** Offset behind the flow collection that begins at {@code at}, if it ends on the line. */
  private int behindFlow(int at, int end) {
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
        i = behindQuoted(i, end) - 1;
        if (i < at) {
          return NONE;
        }
      } else if (c == '#' || valueMayBegin && "!&*?".indexOf(c) >= 0) {
        return NONE; // perhaps a comment that hides the end, or a quote behind a tag
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
