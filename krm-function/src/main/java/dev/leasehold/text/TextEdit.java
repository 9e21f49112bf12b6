package dev.leasehold.text;

import java.util.ArrayList;
import java.util.List;

/** Replaces the characters from {@code start} (included) to {@code end} (not) of a text. */
public record TextEdit(int start, int end, String replacement) {
  public TextEdit {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no span of a text: " + start + " to " + end);
    }
  }

  /** The same edit in a text that lies {@code distance} characters further in its own. */
  public TextEdit moved(int distance) {
    return new TextEdit(start + distance, end + distance, replacement);
  }

  /** The edits in the order of their offsets. */
  static List<TextEdit> inOrder(List<TextEdit> edits) {
    List<TextEdit> inOrder = new ArrayList<>(edits);
    for (int i = 1; i < inOrder.size(); i++) {
      if (inOrder.get(i).start < inOrder.get(i - 1).start) {
        inOrder.sort((a, b) -> Integer.compare(a.start, b.start)); // comparingInt starts slowly
        break;
      }
    }
    return inOrder;
  }

  /** The text with all edits made; they must not overlap. */
  public static String apply(String text, List<TextEdit> edits) {
    return applyInOrder(text, inOrder(edits));
  }

  /** The same with edits that are in the order of their offsets. */
  static String applyInOrder(String text, List<TextEdit> edits) {
    StringBuilder out = new StringBuilder(text.length() + 256);
    int at = 0;
    for (TextEdit edit : edits) {
      if (edit.start < at) {
        throw new IllegalArgumentException("two edits of the same characters");
      }
      out.append(text, at, edit.start).append(edit.replacement);
      at = edit.end;
    }
    return out.append(text, at, text.length()).toString();
  }
}
