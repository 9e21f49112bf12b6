package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list of {@code - } lines, at least one. */
record BlockList(Field list, List<Field> items) {
  List<TextEdit> arrange(List<ListEdit.Slot> slots) {
    Document document = list.document();
    String text = document.text();
    Lines lines = new Lines(text);
    int start = lines.start(list.start());
    if (!text.substring(start, list.start()).isBlank()) {
      throw list.error("does not begin on a line of its own, which cannot be edited");
    }
    // One chunk an element: its lines and the comments above it, without the last line break.
    List<Integer> starts = new ArrayList<>();
    List<String> chunks = new ArrayList<>();
    int end = start;
    for (Field item : items) {
      int from = chunks.isEmpty() ? start : lines.afterBreak(end);
      end = lines.endOfNode(item.contentEnd());
      starts.add(from);
      chunks.add(text.substring(from, end));
    }
    if (slots.isEmpty()) {
      int key = endOfKey(lines);
      return List.of(
          new TextEdit(key, key, " []"), new TextEdit(lines.beforeBreak(start), end, ""));
    }
    Field sample = items.getFirst();
    String dash = text.substring(start, list.start()) + "-";
    String gap = " ".repeat(Math.max(1, sample.column() - dash.length()));
    String indent = " ".repeat(dash.length() + gap.length());
    List<Integer> leaving = ListEdit.leaving(slots, items.size());
    List<String> written = new ArrayList<>();
    for (ListEdit.Slot slot : slots) {
      written.add(
          switch (slot) {
            case ListEdit.Slot.Kept(int index) -> chunks.get(index);
            case ListEdit.Slot.Added(Entry entry) -> {
              Optional<String> inPlace = Optional.empty();
              if (!leaving.isEmpty()) {
                int old = leaving.removeFirst();
                inPlace =
                    new EntryText(items.get(old))
                        .replace(entry)
                        .map(edits -> edited(chunks.get(old), starts.get(old), edits));
              }
              yield inPlace.orElseGet(
                  () -> dash + gap + new EntryText(sample).block(entry, indent));
            }
          });
    }
    return List.of(new TextEdit(start, end, String.join(document.lineBreak(), written)));
  }

  private static String edited(String chunk, int start, List<TextEdit> edits) {
    return TextEdit.apply(chunk, edits.stream().map(e -> e.moved(-start)).toList());
  }

  /** Behind the colon of the list's key, past which only comments and blanks come before it. */
  private int endOfKey(Lines lines) {
    String text = lines.text();
    int line = lines.start(list.start());
    while (line > 0) {
      line = lines.start(lines.beforeBreak(line));
      String content = text.substring(line, lines.end(line)).strip();
      if (!content.isEmpty() && !content.startsWith("#")) {
        int comment = content.indexOf(" #");
        String key = comment < 0 ? content : content.substring(0, comment).stripTrailing();
        return text.indexOf(key, line) + key.length();
      }
    }
    throw list.error("has no key before it");
  }
}
