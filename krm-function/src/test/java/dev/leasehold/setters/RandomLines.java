package dev.leasehold.setters;

import java.util.List;
import java.util.Random;

/** Documents of mostly plain lines, with now and then something that is not. */
final class RandomLines {
  private static final List<String> VALUES =
      List.of(
          "x Ā",
          "x 😀 y",
          "x",
          "80",
          "a b",
          "'q'",
          "\"q\"",
          "1.2.3.4",
          "a,b",
          "a#b",
          "yes",
          "0x1f",
          "a-b",
          "$x",
          "\"a # b\"",
          "'a: b'",
          "/p/q",
          "-1",
          "1e3",
          "2001:db8::1",
          "12:30",
          "x:y",
          "\"\"");
  private static final List<String> ODD =
      List.of(
          "[]",
          "{}",
          "[a, b]",
          "{a: b}",
          "&x y",
          "!!str 4",
          "'it''s'",
          "\"\\n\"",
          "",
          "~",
          "null",
          "a: b",
          "- a",
          "|-\n%s  x # kpt-set: ${a}",
          ">\n%s  a\n\n%s   b",
          "\"a\n%s  b\"",
          "a\n%s  b",
          "+.inf",
          "*x",
          "a:",
          "@x",
          "'open",
          "|\n%s  x\n%s y",
          "é");
  private static final List<String> COMMENTS =
      List.of(
          " # kpt-set: ${a}",
          "  # kpt-set: ${b}",
          " # kpt-set: ${a}-${b}",
          " # kpt-set: p-${c}",
          " # kpt-set: ${d}",
          " # kpt-set: ${e}",
          " # kpt-set: ${f}",
          " # kpt-set: ${none}",
          " # note",
          " # kpt-set: a-${c}",
          "");
  private static final List<String> ODD_COMMENTS =
      List.of(" #kpt-set: ${a}", "# kpt-set: ${a}", " # kpt-set: ${", " # kpt-set: ${none}-${a}");

  private final Random random;
  private final StringBuilder out = new StringBuilder();
  private int keys;

  RandomLines(Random random) {
    this.random = random;
  }

  String document() {
    if (random.nextInt(4) == 0) {
      out.append("# top\n---\n");
    }
    out.append("apiVersion: v1\nkind: A\nmetadata:\n  name: n").append(pick(COMMENTS)).append('\n');
    mapping("", 0);
    String text = out.toString();
    return random.nextInt(5) == 0 ? text.replace("\n", "\r\n") : text;
  }

  private void mapping(String indent, int depth) {
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      out.append(indent);
      entry(indent, depth);
    }
  }

  private void entry(String indent, int depth) {
    String key =
        random.nextInt(40) == 0 ? "k" : "k" + keys++ + (random.nextInt(9) == 0 ? ".x/y" : "");
    out.append(key).append(':');
    int shape = random.nextInt(6);
    if (shape == 0 && depth < 4) {
      out.append(random.nextInt(5) == 0 ? " # note\n" : "\n");
      mapping(indent + "  ", depth + 1);
    } else if (shape == 1 && depth < 4) {
      out.append('\n');
      list(indent + (random.nextBoolean() ? "  " : ""), depth + 1);
    } else {
      value(indent);
    }
  }

  private void list(String indent, int depth) {
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      out.append(indent).append('-');
      switch (random.nextInt(4)) {
        case 0 -> {
          out.append(' ');
          entry(indent + "  ", depth);
          if (random.nextBoolean()) {
            mapping(indent + "  ", depth);
          }
        }
        case 1 -> {
          out.append('\n');
          mapping(indent + "  ", depth);
        }
        default -> value(indent);
      }
    }
  }

  private void value(String indent) {
    boolean odd = random.nextInt(20) == 0;
    String value = pick(odd ? ODD : VALUES).replace("%s", indent);
    out.append(random.nextInt(50) == 0 ? "" : " ").append(value);
    out.append(pick(random.nextInt(30) == 0 ? ODD_COMMENTS : COMMENTS)).append('\n');
    if (random.nextInt(20) == 0) {
      out.append(random.nextBoolean() ? "\n" : "   # kpt-set: ${a}\n");
    }
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
