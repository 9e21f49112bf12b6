package dev.leasehold.setters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.Work;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many setters in one document take work in proportion to their number. */
class SettersWorkTest {
  private static final int SIZE = 2_000;

  private final AtomicInteger asked = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k%d: old # kpt-set: ${v}\n",
        "k%d: {a: old} # kpt-set: ${v}\n",
        "# kpt-set: ${v}\nk%d: old\n",
        "k%d: # kpt-set: ${v}\n  old\n",
        "k%d: [old] # kpt-set: ${l}\n",
        "k%d: |  # kpt-set: ${v}\n  old\n",
        "k%d: \u00fc-old # kpt-set: \u00fc-${v}\n",
        "k%d: old # kpt-set: ${unknown}\n",
      })
  void manyCommentsTakeLinearWork(String line) {
    Document once = comments(SIZE, line);
    Document twice = comments(2 * SIZE, line);
    Work.assertLinear(() -> apply(once, 1), () -> apply(twice, 1));
    assertEquals(2 * asked(once), asked(twice), 10);
  }

  /** Without a {@code #} in its line, no search for one goes beyond it. */
  @Test
  void manyWordsWithoutAHashTakeLinearWork() {
    String line = "k: 'see kpt-set: ${v}'\n";
    Counted text = new Counted(line.repeat(SIZE));
    for (int place : SetterComment.places(text.text)) {
      assertEquals(OptionalInt.empty(), SetterComment.before(text, place));
    }
    assertTrue(text.read <= text.length(), text.read + " characters of " + text.length());
  }

  /** Counts the characters that are read. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int read;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      read++;
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      read += end - start;
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      read += text.length();
      return text;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"  - old-%d\n", "  - \"old-%d\" # remark\n", "  - new-%d\n"})
  void aLongListTakesLinearWork(String element) {
    Work.assertLinear(
        () -> apply(list(SIZE, element), SIZE), () -> apply(list(2 * SIZE, element), 2 * SIZE));
  }

  @Test
  void aLongListInBracketsTakesLinearWork() {
    String once = "[" + "old, ".repeat(SIZE) + "old] # kpt-set: ${l}\n";
    String twice = "[" + "old, ".repeat(2 * SIZE) + "old] # kpt-set: ${l}\n";
    Work.assertLinear(
        () -> apply(document("l: " + once), SIZE), () -> apply(document("l: " + twice), 2 * SIZE));
  }

  private void apply(Document document, int elements) {
    Setters.apply(Document.inFile("a.yaml", 1, document.text()), values(elements));
  }

  private int asked(Document document) {
    asked.set(0);
    apply(document, 1);
    return asked.get();
  }

  private SetterSource values(int elements) {
    List<ListEntry> list = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      list.add(new ListEntry.Text("new-" + i));
    }
    return name -> {
      asked.incrementAndGet();
      return switch (name) {
        case "v" -> Optional.of(new SetterValue.Single("\u00fc-new"));
        case "l" -> Optional.of(new SetterValue.Items(list));
        default -> Optional.empty();
      };
    };
  }

  private static Document comments(int count, String line) {
    StringBuilder text = new StringBuilder("apiVersion: v1\nkind: A\n");
    for (int i = 0; i < count; i++) {
      text.append(line.replace("%d", Integer.toString(i)));
    }
    return document(text.toString());
  }

  private static Document list(int count, String element) {
    StringBuilder text = new StringBuilder("l: # kpt-set: ${l}\n");
    for (int i = 0; i < count; i++) {
      text.append(element.replace("%d", Integer.toString(i)));
    }
    return document(text.toString());
  }

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
