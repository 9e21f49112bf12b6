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
   * The offsets at which items begin, and where the last one ends; with no items, where the text
   * before them ends.
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
    return new ItemScanner(text).scan();
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
      if (content > at) {
        if (inItems && starts.isEmpty() && isDash(content, end)) {
          return Optional.empty(); // an indented list
        }
      } else if (isDash(at, end) && inItems) {
        starts.add(at);
      } else if (inItems && text.charAt(at) != '#') {
        return Optional.of(new Cut(starts, at));
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
    return inItems ? Optional.of(new Cut(starts, text.length())) : Optional.empty();
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
          int blank = text.indexOf(' ', at);
          at = blank < 0 || blank > end ? end : skipBlanks(blank, end);
          continue;
        }
        case '"', '\'' -> {
          int behind = behindQuoted(at, end);
          if (behind == NONE || !text.startsWith(":", behind)) {
            return behind != NONE;
          }
          parent = at - lineStart;
          at = skipBlanks(behind + 1, end);
          continue;
        }
        case '[', '{' -> {
          return behindFlow(at, end) != NONE;
        }
        case '?', '\t' -> {
          return false;
        }
        default -> {}
      }
      int colon = text.indexOf(": ", at);
      int comment = text.indexOf(" #", at);
      if (colon == NONE || colon >= end || comment != NONE && comment < colon) {
        return true; // a plain scalar, or a key whose value stands below
      }
      parent = at - lineStart;
      at = skipBlanks(colon + 1, end);
    }
    return true;
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
      } else if (c == '#') {
        return NONE; // perhaps a comment that hides the end
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
