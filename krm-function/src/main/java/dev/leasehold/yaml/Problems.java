package dev.leasehold.yaml;

/**
 * The parser's errors in words that help the author of the file. Its own words are about its inner
 * states: {@code expected <block end>, but found '-'}.
 */
final class Problems {
  private static final String INDENTATION =
      "this line does not fit the lines above it; check its indentation";

  private Problems() {}

  /**
   * One problem.
   *
   * @param context what the parser was at, as it says it; may be empty
   * @param problem as it says it
   */
  static String plain(String context, String problem) {
    if (problem.startsWith("expected ',' or ']'")) {
      return "a list that begins with [ is not closed, or lacks a comma";
    }
    if (problem.startsWith("expected ',' or '}'")) {
      return "a mapping that begins with { is not closed, or lacks a comma";
    }
    if (problem.startsWith("expected <block end>")) {
      return INDENTATION;
    }
    if (problem.startsWith("mapping values are not allowed")) {
      return "unexpected ':'; check the indentation, and quote a value that contains ': '";
    }
    if (problem.startsWith("sequence entries are not allowed")) {
      return "unexpected list entry; check its indentation";
    }
    if (problem.startsWith("could not find expected ':'")) {
      return "a key has no ':' after it; write key: value";
    }
    if (problem.contains("TAB") || problem.contains("'\\t(TAB)'")) {
      return "a tab is used for indentation; use spaces";
    }
    if (problem.startsWith("found character '")) {
      int character = problem.codePointAt("found character '".length());
      return "a value cannot begin with "
          + Character.toString(character)
          + "; put quotes around it";
    }
    if (problem.startsWith("found undefined alias ")) {
      String name = problem.substring("found undefined alias ".length());
      return "the alias *" + name + " has no anchor &" + name + " above it";
    }
    if (problem.startsWith("found unexpected end of stream")) {
      return context.contains("quoted scalar") || context.contains("double-quoted")
          ? "a quote is not closed"
          : "the file ends in the middle of a value";
    }
    if (problem.startsWith("found unexpected document separator")) {
      return "a quote is not closed before the next document";
    }
    if (problem.startsWith("expected the node content")) {
      return problem.endsWith("'<stream end>'")
          ? "the file ends where a value should be; is a bracket not closed?"
          : "a value should be here";
    }
    if (problem.contains("another document")) {
      return "there is more than one document";
    }
    if (problem.startsWith("Non scalar key")) {
      return "a key is a list or a mapping; put quotes around a value that begins with {{";
    }
    if (problem.startsWith("Number of aliases")) {
      return "too many aliases (*name) of lists and mappings";
    }
    if (problem.startsWith("special characters") || problem.contains("DEL character")) {
      return "the text contains a control character; delete it";
    }
    if (problem.contains("the leading empty lines contain more spaces")) {
      return "a blank line above a text (| or >) has more spaces than the text; remove them";
    }
    if (problem.startsWith("nested deeper")) {
      return problem; // ours
    }
    return "the syntax is wrong near this line";
  }
}
