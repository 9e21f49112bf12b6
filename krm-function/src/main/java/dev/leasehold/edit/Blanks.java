package dev.leasehold.edit;

/** What a parser skips between two values. */
record Blanks(String text) {
  /** Offset of the first character at or after {@code at} that is no blank, break or comment. */
  int skip(int at) {
    int i = at;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '#' && i > 0 && isBlank(text.charAt(i - 1))) {
        int newline = text.indexOf('\n', i);
        i = newline < 0 ? text.length() : newline;
      } else if (isBlank(c)) {
        i++;
      } else {
        break;
      }
    }
    return i;
  }

  /** Offset after the anchor and the tag at {@code at}, and after the blanks that follow them. */
  int skipProperties(int at) {
    int i = at;
    while (i < text.length() && (text.charAt(i) == '&' || text.charAt(i) == '!')) {
      i = skip(endOfWord(i));
    }
    return i;
  }

  /**
   * Offset after the anchor and the tag at {@code at}; {@code otherwise} where there is neither.
   *
   * @param valueEnd the end of their value: where it is empty, the next key may have a tag too
   */
  int endOfProperties(int at, int valueEnd, int otherwise) {
    int end = otherwise;
    int i = at;
    while (i < Math.min(valueEnd, text.length())
        && (text.charAt(i) == '&' || text.charAt(i) == '!')) {
      end = endOfWord(i);
      i = skip(end);
    }
    return end;
  }

  /** No anchor or tag holds a bracket, brace or comma, but for a tag in {@code !<…>}. */
  private int endOfWord(int at) {
    String others = text.startsWith("!<", at) ? "" : ",[]{}";
    int i = at;
    while (i < text.length() && !isBlank(text.charAt(i)) && others.indexOf(text.charAt(i)) == -1) {
      i++;
    }
    return i;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\ufeff';
  }
}
