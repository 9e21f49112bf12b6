package dev.leasehold.text;

/** Where the lines of a text begin and end, with either line ending. */
public record Lines(String text) {
  /** Whether it has a carriage return without a line feed: a line break for YAML, but not here. */
  public boolean hasLoneReturn() {
    int at = text.indexOf('\r');
    while (at >= 0 && text.startsWith("\n", at + 1)) {
      at = text.indexOf('\r', at + 1);
    }
    return at >= 0;
  }

  /** Offset of the first character of the line that holds {@code offset}. */
  public int start(int offset) {
    return text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Offset of the line break, or of the text's end, at or after {@code offset}. */
  public int end(int offset) {
    int newline = text.indexOf('\n', offset);
    if (newline < 0) {
      return text.length();
    }
    return newline > offset && text.charAt(newline - 1) == '\r' ? newline - 1 : newline;
  }

  /**
   * As {@link #end}, for the end of a node: a block scalar's lies at the start of the line after
   * it.
   */
  public int endOfNode(int offset) {
    return end(offset > 0 && text.charAt(offset - 1) == '\n' ? beforeBreak(offset) : offset);
  }

  /** Offset after the line break at {@code offset}; the same where there is none. */
  public int afterBreak(int offset) {
    if (text.startsWith("\r\n", offset)) {
      return offset + 2;
    }
    return text.startsWith("\n", offset) ? offset + 1 : offset;
  }

  /** Offset of the line break that ends right before {@code offset}; the same where none does. */
  public int beforeBreak(int offset) {
    if (offset > 1 && text.startsWith("\r\n", offset - 2)) {
      return offset - 2;
    }
    return offset > 0 && text.charAt(offset - 1) == '\n' ? offset - 1 : offset;
  }
}
