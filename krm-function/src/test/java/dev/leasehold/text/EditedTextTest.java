package dev.leasehold.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits of edits come to the same as edits of the original, and lines know what they were. */
class EditedTest {
  /** A slash is a line break; the lines are those of the original, {@code +} for a new one. */
  @ParameterizedTest
  @CsvSource({
    "a/b/c/, 2, 3, x, 0 1 2 3", // a value
    "a/b/c/, 2, 2, x/, 0 + 1 2 3", // a line above
    "a/b/c/, 3, 3, /x, 0 1 + 2 3", // a line below
    "a/b/c/, 6, 6, x/, 0 1 2 + 3", // a line at the end
    "a/b/c, 5, 5, /x, 0 1 2 +",
    "a/b/c/, 0, 0, x/y/, + + 0 1 2 3",
    "a/b/c/, 2, 4, '', 0 2 3", // without a line
    "a/b/c/, 1, 3, '', 0 2 3",
    "a/b/c/, 0, 6, '', 3",
    "a/b/c/, 0, 5, x/a/c, 0 0 2 3", // a list that is written again
    "a/b/c/, 0, 4, x/a/b/, + 0 1 2 3",
    "a/b/c/, 1, 3, x, 0 2 3", // a value on fewer lines
    "a/b/c/, 1, 1, x/y, 0 + 1 2 3",
    "a/b/c/, 0, 5, c/b/a, 2 1 0 3",
    "a/b/c/, 0, 5, x/y/z, 0 1 2 3",
    "a/b/c/, 0, 5, x/a/y/b, + 0 + 1 3",
    "a/b/b/, 0, 5, b/a/b, 1 0 2 3",
  })
  void aLineKnowsWhichItWas(String text, int start, int end, String added, String lines) {
    TextEdit edit = new TextEdit(start, end, added.replace('/', '\n'));
    assertEquals(lines, lines(EditedText.of(text.replace('/', '\n'), List.of(edit))));
  }

  @Test
  void aLineKnowsWhichItWasAfterSeveralEdits() {
    EditedText once = EditedText.of("a: x\nl:\n- b\n- c\n", List.of(new TextEdit(3, 4, "y")));
    EditedText twice = once.with(List.of(new TextEdit(8, 8, "- new\n")));
    assertEquals("a: y\nl:\n- new\n- b\n- c\n", twice.text());
    assertEquals("0 1 + 2 3 4", lines(twice));
    EditedText thrice = twice.with(List.of(new TextEdit(10, 13, "old"), new TextEdit(0, 1, "z")));
    assertEquals("z: y\nl:\n- old\n- b\n- c\n", thrice.text());
    assertEquals("0 1 + 2 3 4", lines(thrice));
  }

  /** Lines that all differ are reported exactly, however many edits follow each other. */
  @Test
  void noOrderOfEditsLosesALine() {
    Random random = new Random(5);
    for (int round = 0; round < 2_000; round++) {
      List<String> lines = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        lines.add("line " + lines.size());
      }
      String original = String.join("\n", lines) + "\n";
      EditedText edited = EditedText.of(original, edits(original, random));
      for (int more = random.nextInt(4); more > 0; more--) {
        edited = edited.with(edits(edited.text(), random));
      }
      String[] now = edited.text().split("\n", -1);
      for (int i = 0; i < now.length - 1; i++) {
        int was = lines.indexOf(now[i]);
        if (was >= 0) {
          assertEquals(was, edited.originalLine(i), original + "\n" + edited.text());
        }
      }
    }
  }

  /** Whole lines go and come, and parts of lines change. */
  private static List<TextEdit> edits(String text, Random random) {
    List<TextEdit> edits = new ArrayList<>();
    int line = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', line)) {
      switch (random.nextInt(6)) {
        case 0 -> edits.add(new TextEdit(line, end + 1, ""));
        case 1 -> edits.add(new TextEdit(line, line, "new " + random.nextInt(1_000) + "\n"));
        case 2 -> edits.add(new TextEdit(end, end, "\nnew " + random.nextInt(1_000)));
        case 3 -> edits.add(new TextEdit(line, end, "changed " + random.nextInt(1_000)));
        default -> {}
      }
      line = end + 1;
    }
    return edits;
  }

  private static String lines(EditedText edited) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < edited.text().split("\n", -1).length; i++) {
      int original = edited.originalLine(i);
      lines.add(original < 0 ? "+" : Integer.toString(original));
    }
    return String.join(" ", lines);
  }
}
