package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds where the items of a block-style ResourceList begin, without parsing it: they are the lines
 * that begin with a dash in the first column.
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

  private final String text;
  private final List<Integer> starts = new ArrayList<>();

  /** The column that the content of an open block scalar is right of. */
  private int blockScalar = NONE;

  private ItemScanner(String text) {
    this.text = text;
  }

  /** The cut, or empty when only a parse can tell. */
  static Optional<Cut> cut(String text) {
    return new Lines(text).hasLoneReturn() ? Optional.empty() : new ItemScanner(text).scan();
  }

  private Optional<Cut> scan() {
    boolean inItems = false;
    int next;
    for (int at = 0; at < text.length(); at = next) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      next = newline < 0 ? end : newline + 1;
      if (end > at && text.charAt(end - 1) == '\r') {
        end--;
      }
      int content = skipBlanks(at, end);
      if (content == end || blockScalar != NONE && content - at > blockScalar) {
        continue;
      }
      blockScalar = NONE;
      if (text.indexOf('\t', content, end) >= 0) {
        return Optional.empty(); // a tab may stand where this scanner looks for a blank
      }
      if (content > at) {
        if (inItems && starts.isEmpty() && text.charAt(content) != '#') {
          return Optional.empty(); // an indented list, or none
        }
      } else if (isDash(at, end) && inItems) {
        starts.add(at);
      } else if (inItems && text.charAt(at) != '#') {
        return starts.isEmpty() || !endsList(at, end)
            ? Optional.empty()
            : Optional.of(new Cut(starts, at));
      } else if (text.startsWith("items:", at)) {
        if (end > at + "items:".length()) {
          return Optional.empty(); // items: []
        }
        inItems = true;
      }
      if (!closes(at, content, end)) {
        return Optional.empty();
      }
    }
    return starts.isEmpty() ? Optional.empty() : Optional.of(new Cut(starts, text.length()));
  }

  /** Whether a plain key or the document's end stands there; else an item's value goes on. */
  private boolean endsList(int at, int end) {
    int word = at;
    while (word < end && Character.isLetterOrDigit(text.charAt(word))) {
      word++;
    }
    return word > at
        ? text.startsWith(": ", word) || word == end - 1 && text.charAt(word) == ':'
        : text.startsWith("...", at) && end == at + 3;
  }

  /** Whether all that begins on this line ends on it; a block scalar is followed instead. */
  private boolean closes(int lineStart, int content, int end) {
    int at = content;
    int parent = NONE; // the column of the dash or key that a value belongs to
    while (at < end) {
      char c = text.charAt(at);
      switch (c) {
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
          int blank = text.indexOf(' ', at, end);
          at = blank < 0 ? end : skipBlanks(blank, end);
          continue;
        }
        case '"', '\'' -> {
          int behind = behindQuoted(at, end);
          if (behind == NONE || !text.startsWith(":", behind)) {
            return isLast(behind, end);
          }
          parent = at - lineStart;
          at = skipBlanks(behind + 1, end);
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
      int colon = text.indexOf(": ", at, end);
      int comment = text.indexOf(" #", at, end);
      if (colon == NONE || comment != NONE && comment < colon) {
        return true; // a plain scalar, or a key whose value stands below
      }
      parent = at - lineStart;
      at = skipBlanks(colon + 1, end);
    }
    return true;
  }

  /** Whether nothing but a comment comes behind what ended there; a colon would make it a key. */
  private boolean isLast(int behind, int end) {
    if (behind == NONE) {
      return false;
    }
    int at = skipBlanks(behind, end);
    return at == end || text.charAt(at) == '#';
  }

  /** Offset behind the quoted scalar that begins at {@code at}, if it ends on the line. */
  private int behindQuoted(int at, int end) {
    char quote = text.charAt(at);
    for (int i = at + 1; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote == '"') {
        i++;
      } else if (c == quote) {
        if (quote == '"' || i + 1 >= end || text.charAt(i + 1) != '\'') {
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
      char c = text.charAt(i);
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
    while (i < end && text.charAt(i) == ' ') {
      i++;
    }
    return i;
  }

  private boolean isDash(int at, int end) {
    return text.charAt(at) == '-' && (at + 1 == end || text.charAt(at + 1) == ' ');
  }
}
