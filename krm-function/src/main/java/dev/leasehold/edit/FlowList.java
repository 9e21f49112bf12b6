package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list in brackets on one line, with at least one element. */
record FlowList(Field list, List<Field> items) {
  List<TextEdit> arrange(List<ListEdit.Slot> slots) {
    String text = list.document().text();
    String old = text.substring(list.start(), list.end());
    if (old.indexOf('\n') >= 0) {
      throw list.error("is a flow list over several lines, which cannot be edited; use '- ' items");
    }
    EntryText like = new EntryText(items.getFirst());
    String opening = text.substring(list.start(), items.getFirst().start());
    String closing = text.substring(end(items.getLast()), list.end());
    boolean tight =
        items.size() > 1 ? text.charAt(items.get(1).start() - 1) == ',' : like.isTight();
    List<Integer> leaving = ListEdit.leaving(slots, items.size());
    List<String> written = new ArrayList<>();
    for (ListEdit.Slot slot : slots) {
      written.add(
          switch (slot) {
            case ListEdit.Slot.Kept(int index) -> slice(items.get(index));
            case ListEdit.Slot.Added(Entry entry) -> {
              Optional<String> inPlace = Optional.empty();
              if (!leaving.isEmpty()) {
                Field going = items.get(leaving.removeFirst());
                inPlace = new EntryText(going).replace(entry).map(edits -> edited(going, edits));
              }
              yield inPlace.orElseGet(() -> like.flow(entry));
            }
          });
    }
    String replacement =
        written.isEmpty() ? "[]" : opening + String.join(tight ? "," : ", ", written) + closing;
    return List.of(new TextEdit(list.start(), list.end(), replacement));
  }

  private static String slice(Field item) {
    return item.document().text().substring(item.start(), end(item));
  }

  /** A pair without braces, {@code [key: value]}, ends for the parser behind the comma. */
  private static int end(Field item) {
    boolean isPair = item.isMapping() && item.document().text().charAt(item.start()) != '{';
    return isPair ? item.findNullable(item.keys().getLast()).orElseThrow().end() : item.end();
  }

  private static String edited(Field item, List<TextEdit> edits) {
    int start = item.start();
    return TextEdit.apply(slice(item), edits.stream().map(e -> e.moved(-start)).toList());
  }
}
