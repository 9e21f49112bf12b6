package dev.leasehold.yaml;

/** What a value is, by its tag or, without one, by how it is written. */
public enum Type {
  NULL,
  BOOL,
  INT,
  FLOAT,
  STRING,
  MAPPING,
  LIST,
  /** By a tag that none of the others has. */
  OTHER;

  /** Of those that are no text: {@code false}. */
  private static final int LONGEST_WORD = 5;

  /**
   * What YAML 1.2 takes a plain scalar for (section 10.3.2, the core schema), as the engine does,
   * but without its regular expressions.
   *
   * @param value does not begin with a dollar and a brace, which the engine has a tag for
   */
  static Type ofPlain(String value) {
    if (value.isEmpty()) {
      return NULL;
    }
    char first = value.charAt(0);
    if (first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.') {
      return ofNumber(value);
    }
    if (value.length() > LONGEST_WORD) {
      return STRING;
    }
    return switch (value) {
      case "~", "null", "Null", "NULL" -> NULL;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> BOOL;
      default -> STRING;
    };
  }

  private static Type ofNumber(String value) {
    char first = value.charAt(0);
    int length = value.length();
    int begin = first == '-' || first == '+' ? 1 : 0;
    int at = afterDigits(value, begin);
    if (at == length) {
      return at > begin ? INT : STRING;
    }
    switch (value.substring(begin)) {
      case ".inf", ".Inf", ".INF" -> {
        return FLOAT;
      }
      case ".nan", ".NaN", ".NAN" -> {
        return begin == 0 ? FLOAT : STRING;
      }
      default -> {}
    }
    if (first == '0' && at == 1 && length > 2) {
      if (value.charAt(1) == 'o') {
        return hasOnlyDigits(value, 8) ? INT : STRING;
      }
      if (value.charAt(1) == 'x') {
        return hasOnlyDigits(value, 16) ? INT : STRING;
      }
    }
    boolean hasDigits = at > begin;
    if (value.charAt(at) == '.') {
      int following = afterDigits(value, at + 1);
      hasDigits |= following > at + 1;
      at = following;
    }
    if (hasDigits && at < length && (value.charAt(at) == 'e' || value.charAt(at) == 'E')) {
      int exponent = at + 1;
      if (exponent < length && (value.charAt(exponent) == '-' || value.charAt(exponent) == '+')) {
        exponent++;
      }
      at = afterDigits(value, exponent);
      hasDigits = at > exponent;
    }
    return hasDigits && at == length ? FLOAT : STRING;
  }

  private static int afterDigits(String value, int from) {
    int at = from;
    while (at < value.length() && value.charAt(at) >= '0' && value.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /** After the two characters of the base. */
  private static boolean hasOnlyDigits(String value, int base) {
    for (int i = 2; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 'f' || Character.digit(c, base) < 0) {
        return false;
      }
    }
    return true;
  }
}
