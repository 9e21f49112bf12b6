package dev.leasehold.yaml;

/** The ends of scalars on one line, in text that {@link PlainYaml} reads. */
final class PlainScalars {
  private static final int NONE = -1;

  /** The text's characters at the same offsets: all but ASCII are negative, and ordinary. */
  private final byte[] bytes;

  /** Whether the quoted scalar that was looked at last has a backslash. */
  private boolean hasEscape;

  PlainScalars(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether a blank, a line break or the end is there. */
  boolean isBlank(int i) {
    return i >= bytes.length || bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r';
  }

  /** Whether the character there may be in a comment or a text. */
  boolean isPrinted(int i) {
    return bytes[i] < 0 || bytes[i] >= ' ' && bytes[i] < 0x7f;
  }

  boolean hasEscape() {
    return hasEscape;
  }

  /** Offset after the scalar that begins there; negative when only the engine can tell. */
  int end(int at, boolean inFlow) {
    if (at == bytes.length) {
      return NONE;
    }
    byte first = bytes[at];
    if (first == '"' || first == '\'') {
      return endOfQuoted(at, first);
    }
    boolean maySignify = first == '-' || first == '$'; // a dash, or what the engine has a tag for
    if (isIndicator(first) || maySignify && (isBlank(at + 1) || isFlowIndicator(at + 1))) {
      return NONE;
    }
    return endOfPlain(at, inFlow);
  }

  private static boolean isIndicator(byte c) {
    return switch (c) {
      case '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '%', '@', '`' -> true;
      case '<' -> true; // << merges
      default -> c >= 0 && c <= ' ' || c == 0x7f;
    };
  }

  private boolean isFlowIndicator(int i) {
    return i < bytes.length && ",[]{}".indexOf(bytes[i]) >= 0;
  }

  private int endOfPlain(int at, boolean inFlow) {
    byte[] b = bytes;
    int end = at; // after what is no blank
    for (int i = at; i < b.length; i++) {
      byte c = b[i];
      while ((c > ':' && c < 0x7f || c < 0) && !inFlow && i + 1 < b.length) { // letters, mostly
        end = ++i;
        c = b[i];
      }
      if (c > '#' && c < 0x7f || c < 0) {
        if (c == ':' && isBlank(i + 1)) {
          return end == i ? end : NONE; // blanks before the colon are for the engine
        }
        if (inFlow && (c == ',' || c == ']' || c == '}')) {
          return end;
        }
        boolean signifies = c == '[' || c == '{' || c == '?' || c == ':' && isFlowIndicator(i + 1);
        if (inFlow && signifies) {
          return NONE;
        }
        end = i + 1;
      } else if (c == '\n' || c == '\r' || c == '#' && b[i - 1] == ' ') {
        return end;
      } else if (c < ' ' || c == 0x7f) {
        return NONE;
      } else if (c != ' ') {
        end = i + 1;
      }
    }
    return end;
  }

  private int endOfQuoted(int at, byte quote) {
    byte[] b = bytes;
    hasEscape = false;
    for (int i = at + 1; i < b.length; i++) {
      byte c = b[i];
      if (c == quote) {
        if (quote == '"' || i + 1 == b.length || b[i + 1] != '\'') {
          return i + 1;
        }
        i++; // '' is a quote inside
      } else if (c == '\\' && quote == '"') {
        i++;
        if (i == b.length || "\\\"nt".indexOf(b[i]) < 0) {
          return NONE;
        }
        hasEscape = true;
      } else if (!isPrinted(i)) {
        return NONE;
      }
    }
    return NONE;
  }
}
