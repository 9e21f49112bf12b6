package dev.leasehold.yaml;

import java.util.List;
import java.util.Random;

/** Texts that are often YAML, made of what is hard to read about it. */
public final class RandomYaml {
  private static final List<String> PIECES =
      List.of(
          "a: ",
          "b: 1",
          "- ",
          "-",
          ": ",
          ":",
          "\n",
          "\n",
          "\n- ",
          "\n- ",
          "\n  ",
          "\n    ",
          "\n  b: ",
          "\"",
          "'",
          "\"x\"",
          "'y'",
          "''",
          "\\",
          "[",
          "]",
          "{",
          "}",
          "[a, b]",
          "{a: b}",
          ", ",
          "# c",
          " # \"",
          "|\n",
          "|-\n    ",
          ">\n    ",
          "|2\n    ",
          "&x ",
          "*x",
          "!!str ",
          "! ",
          "? ",
          "\t",
          "...",
          "---",
          "\n---\n",
          "\n...\n",
          "~",
          "text",
          "it's",
          "x#y",
          "http://x",
          "%",
          "@",
          "\r\n",
          "\r",
          "😀",
          "é");

  private static final List<String> ITEMS =
      List.of(
          "- a: 1\n",
          "- a: \"x\"\n  b: 'y'\n",
          "- a: |\n    - b\n    \"\n",
          "-\n  a: 1\n",
          "# c\n",
          "\n",
          "- a: \"x\n    y\"\n",
          "- [a, 'b]', \"c\"]\n",
          "- {a: b}\n",
          "- a: b\n    - c\n",
          "- - a\n  - b\n",
          "- a: >+\n    x\n\n\n",
          "- !!map {a: 1}\n",
          "- a: 'it''s'\n",
          "- ? a\n  : b\n",
          "-\ta: 1\n",
          "- \"a\" : b\n",
          "- a: # c\n  - b\n");

  private RandomYaml() {}

  /** A ResourceList of items that parse, into which a few pieces were dropped. */
  public static String resourceList(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "" : "kind: ResourceList\n");
    text.append("items:\n");
    for (int i = random.nextInt(5); i >= 0; i--) {
      text.append(pick(ITEMS, random));
    }
    if (random.nextBoolean()) {
      text.append("functionConfig:\n  a: b\n");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      boolean splitsCharacter = at < text.length() && Character.isLowSurrogate(text.charAt(at));
      text.insert(splitsCharacter ? at + 1 : at, pick(PIECES, random));
    }
    if (text.indexOf("kind:") < 0) {
      text.append("kind: ResourceList\n");
    }
    return text.toString();
  }

  /** Anything. */
  public static String soup(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      text.append(pick(PIECES, random));
    }
    return text.toString();
  }

  public static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
