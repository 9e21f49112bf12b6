package dev.leasehold.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text that was made from another by edits, with the original line of each of its lines. */
public final class EditedText {
  private final String original;

  /** Edits of the original, in order. */
  private final List<TextEdit> edits;

  private final String text;

  /** Made on demand. */
  private @Nullable OriginalLines lines;

  private EditedText(String original, List<TextEdit> edits, String text) {
    this.original = original;
    this.edits = edits;
    this.text = text;
  }

  /** A text with edits of it. */
  public static EditedText of(String original, List<TextEdit> edits) {
    List<TextEdit> inOrder = TextEdit.inOrder(edits);
    return new EditedText(original, inOrder, TextEdit.applyInOrder(original, inOrder));
  }

  /** With edits of this text. */
  public EditedText with(List<TextEdit> more) {
    List<TextEdit> inOrder = TextEdit.inOrder(more);
    return new EditedText(original, composed(inOrder), TextEdit.applyInOrder(text, inOrder));
  }

  public String text() {
    return text;
  }

  /** The original line of a line, both from 0; negative for a new line. */
  public int originalLine(int line) {
    OriginalLines known = lines;
    if (known == null) {
      known = OriginalLines.of(original, edits, text);
      lines = known;
    }
    return known.of(line);
  }

  /**
   * The edits of the original that have the same result as its own followed by those of this text.
   */
  private List<TextEdit> composed(List<TextEdit> more) {
    List<TextEdit> composed = new ArrayList<>();
    int first = 0;
    int second = 0;
    int moved = 0; // how much further a place is in this text than in the original
    while (first < edits.size() || second < more.size()) {
      int from =
          Math.min(
              first < edits.size() ? edits.get(first).start() + moved : Integer.MAX_VALUE,
              second < more.size() ? more.get(second).start() : Integer.MAX_VALUE);
      int start = from - moved;
      int to = from;
      List<TextEdit> inside = new ArrayList<>();
      while (true) { // all that touch each other become one
        if (first < edits.size() && edits.get(first).start() + moved <= to) {
          TextEdit edit = edits.get(first);
          int length = edit.replacement().length();
          to = Math.max(to, edit.start() + moved + length);
          moved += length - (edit.end() - edit.start());
          first++;
        } else if (second < more.size() && more.get(second).start() <= to) {
          to = Math.max(to, more.get(second).end());
          inside.add(more.get(second).moved(-from));
          second++;
        } else {
          break;
        }
      }
      composed.add(
          new TextEdit(start, to - moved, TextEdit.apply(text.substring(from, to), inside)));
    }
    return composed;
  }
}
