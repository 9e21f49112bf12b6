package dev.leasehold.edit;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of {@code - } lines, at least one.
 *
 * @param endOfKey offset after the colon of its key
 */
record BlockList(Field list, List<Field> items, int endOfKey) {
  List<TextEdit> arrange(List<ListEdit.Slot> slots) {
    Document document = list.document();
    String text = document.text();
    Lines lines = new Lines(text);
    Blanks blanks = new Blanks(text);
    int dashStart = blanks.skipProperties(list.start());
    int start = lines.start(dashStart);
    if (!text.substring(start, dashStart).isBlank()) {
      throw list.error("does not begin on its own line and cannot be edited");
    }
    Optional<List<TextEdit>> inPlace = inPlace(slots);
    if (inPlace.isPresent()) {
      return inPlace.get();
    }
    // One chunk an element: its lines and the comments above it, without the last line break.
    List<Integer> starts = new ArrayList<>();
    List<String> chunks = new ArrayList<>();
    int end = start;
    for (Field item : items) {
      int from = chunks.isEmpty() ? start : lines.afterBreak(end);
      end = lines.endOfNode(item.contentEnd());
      if (end < from) { // the engine has only what a merge key brought from elsewhere
        throw list.error("has an element with only a merge key and cannot be edited");
      }
      starts.add(from);
      chunks.add(text.substring(from, end));
    }
    if (slots.isEmpty()) {
      int afterKey = blanks.endOfProperties(list.start(), list.end(), endOfKey);
      return List.of(
          new TextEdit(afterKey, afterKey, " []"), new TextEdit(lines.beforeBreak(start), end, ""));
    }
    Field sample = ListEdit.sample(items);
    String dash = text.substring(start, dashStart) + "-";
    String gap = " ".repeat(Math.max(1, sample.column() - dash.length()));
    String indent = " ".repeat(dash.length() + gap.length());
    List<Integer> leaving = ListEdit.leaving(slots, items.size());
    int replaced = 0; // of those that leave
    String last = keepComments(chunks, leaving, slots, document.lineBreak());
    List<String> written = new ArrayList<>();
    boolean keepsBreaks = false; // whether blank lines would become part of the value before them
    for (ListEdit.Slot slot : slots) {
      String chunk =
          switch (slot) {
            case ListEdit.Slot.Kept(int index) -> chunks.get(index);
            case ListEdit.Slot.Added(ListEntry entry) -> {
              Optional<String> edited = Optional.empty();
              if (replaced < leaving.size()) {
                int old = leaving.get(replaced++);
                edited =
                    new EntryText(items.get(old))
                        .replace(entry)
                        .map(edits -> edited(starts.get(old), chunks.get(old).length(), edits));
              }
              yield edited.orElseGet(() -> dash + gap + new EntryText(sample).block(entry, indent));
            }
          };
      written.add(keepsBreaks ? withoutBlankLines(chunk) : chunk);
      keepsBreaks =
          slot instanceof ListEdit.Slot.Kept(int index) && BlockScalar.endsInKept(items.get(index));
    }
    if (!last.isEmpty()) {
      written.add(last);
    }
    if (keepsBreaks) {
      end = endOfBlankLines(lines, end);
    }
    return List.of(new TextEdit(start, end, String.join(document.lineBreak(), written)));
  }

  /**
   * Only the characters of the values that change, where every element is a scalar on its line and
   * stays or is replaced where it is. Empty where lines come, go or move.
   */
  private Optional<List<TextEdit>> inPlace(List<ListEdit.Slot> slots) {
    if (slots.size() != items.size()) {
      return Optional.empty();
    }
    List<TextEdit> edits = new ArrayList<>(slots.size());
    for (int i = 0; i < slots.size(); i++) {
      if (!addInPlace(slots.get(i), i, edits)) {
        return Optional.empty();
      }
    }
    return Optional.of(edits);
  }

  private boolean addInPlace(ListEdit.Slot slot, int at, List<TextEdit> edits) {
    Field item = items.get(at);
    if (item.isAlias() || !(item.node() instanceof Scalar scalar) || scalar.isBlock()) {
      return false;
    }
    return switch (slot) {
      case ListEdit.Slot.Kept(int index) -> index == at;
      case ListEdit.Slot.Added(ListEntry.Text(String value)) when !EntryText.hasTag(item) -> {
        Optional<TextEdit> edit = ScalarEdit.setText(item, value);
        if (edit.isPresent()) {
          edits.add(edit.get());
        }
        yield true;
      }
      case ListEdit.Slot.Added(ListEntry entry) -> {
        Optional<List<TextEdit>> replaced = new EntryText(item).replace(entry);
        replaced.ifPresent(edits::addAll);
        yield replaced.isPresent();
      }
    };
  }

  /**
   * Moves the comments about the list from above an element that leaves to the element below it.
   *
   * @return those of the last element, without a line break at the end
   */
  private static String keepComments(
      List<String> chunks, List<Integer> leaving, List<ListEdit.Slot> slots, String lineBreak) {
    if (chunks.stream().anyMatch(chunk -> chunk.contains("|") || chunk.contains(">"))) {
      return ""; // a comment below a block scalar could become part of its text
    }
    long added = slots.stream().filter(slot -> slot instanceof ListEdit.Slot.Added).count();
    for (int i = (int) Math.min(added, leaving.size()); i < leaving.size(); i++) {
      int index = leaving.get(i);
      String comments = commentsOfList(chunks.get(index));
      if (!comments.isEmpty() && index + 1 == chunks.size()) {
        return comments.stripTrailing();
      } else if (!comments.isEmpty()) {
        chunks.set(index + 1, comments + lineBreak + chunks.get(index + 1));
      }
    }
    return "";
  }

  /**
   * The comments above an element that a blank line separates from it, up to that line: they are
   * about the list, not about the element. Without a line break at the end.
   */
  private static String commentsOfList(String chunk) {
    Lines lines = new Lines(chunk);
    boolean isCommented = false;
    int kept = 0;
    int at = 0;
    while (at < chunk.length()) {
      int end = lines.end(at);
      boolean isComment = chunk.substring(at, end).stripLeading().startsWith("#");
      if (!isComment && !isBlank(chunk, at, end)) {
        break;
      }
      isCommented |= isComment;
      kept = !isComment && isCommented ? end : kept;
      at = lines.afterBreak(end);
    }
    return chunk.substring(0, kept);
  }

  /** The end of the last blank line after {@code end}, itself the end of a line. */
  private static int endOfBlankLines(Lines lines, int end) {
    int at = end;
    while (true) {
      int next = lines.afterBreak(at);
      int nextEnd = lines.end(next);
      if (next == at || nextEnd == lines.text().length() || !isBlank(lines.text(), next, nextEnd)) {
        return at;
      }
      at = nextEnd;
    }
  }

  private static String withoutBlankLines(String chunk) {
    Lines lines = new Lines(chunk);
    int at = 0;
    while (lines.end(at) < chunk.length() && isBlank(chunk, at, lines.end(at))) {
      at = lines.afterBreak(lines.end(at));
    }
    return chunk.substring(at);
  }

  private static boolean isBlank(String text, int from, int to) {
    return text.substring(from, to).isBlank();
  }

  /** The chunk with its edits, which may reach up to the line after it. */
  private String edited(int start, int length, List<TextEdit> edits) {
    String text = list.document().text();
    Lines lines = new Lines(text);
    int end = start + length;
    int following = lines.afterBreak(end);
    List<TextEdit> moved = new ArrayList<>(edits.size());
    for (TextEdit edit : edits) {
      moved.add(edit.moved(-start));
    }
    String after = TextEdit.apply(text.substring(start, following), moved);
    return following == end
        ? after
        : after.substring(0, new Lines(after).beforeBreak(after.length()));
  }
}
