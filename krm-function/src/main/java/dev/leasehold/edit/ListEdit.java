package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.text.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rearranges the elements of one list: kept elements keep their lines, new ones are written like
 * their neighbours, removed ones take their comments with them.
 *
 * <p>An element that is removed while another is added is replaced in place, so that only its
 * value's characters change. Comment lines above the first element belong to the list, and so do
 * those that a blank line separates from the element below them; the others belong to that element.
 */
public final class ListEdit {
  private ListEdit() {}

  /** The new content of one position of the list. */
  public sealed interface Slot {
    /** The existing element at {@code index}. */
    record Kept(int index) implements Slot {}

    /** A new element. */
    record Added(ListEntry entry) implements Slot {}
  }

  /**
   * The edits that make the list at {@code path} below {@code root} hold these slots. A list that
   * is missing, null or {@code []} is made.
   *
   * @throws FieldException for a shape that is not edited: an anchor that an alias elsewhere reads
   *     too, a field on the way that is no mapping
   */
  public static List<TextEdit> arrange(Field root, List<String> path, List<Slot> slots) {
    root.document().requireEditable();
    Field parent = root;
    for (int i = 0; i < path.size(); i++) {
      String key = path.get(i);
      boolean last = i == path.size() - 1;
      Optional<Field> value = parent.findNullable(key);
      if (value.isEmpty() || isEmpty(value.get(), last)) {
        return slots.isEmpty()
            ? List.of()
            : new NewList(parent, value, path.subList(i, path.size())).write(entries(slots));
      }
      if (last) {
        return arrange(parent, key, value.get(), value.get().items(), slots);
      }
      parent = value.get();
    }
    throw new IllegalArgumentException("no path");
  }

  /**
   * The same of a list that was found, the value of a key: nothing is searched.
   *
   * @param items its elements
   * @throws FieldException for a shape that is not edited
   */
  public static List<TextEdit> arrangeItems(Field list, List<Field> items, List<Slot> slots) {
    Field parent = list.parent().orElseThrow();
    String key = list.key().orElseThrow();
    if (items.isEmpty()) {
      return arrange(parent, List.of(key), slots);
    }
    parent.document().requireEditable();
    return arrange(parent, key, list, items, slots);
  }

  private static List<TextEdit> arrange(
      Field parent, String key, Field list, List<Field> items, List<Slot> slots) {
    if (isUnchanged(slots, items.size())) {
      return List.of();
    }
    ScalarEdit.rejectReadElsewhere(list);
    if (list.isAlias()) {
      return slots.isEmpty()
          ? List.of(new TextEdit(list.start(), list.end(), "[]"))
          : new NewList(parent, Optional.of(list), List.of(key)).write(writtenOut(slots, items));
    }
    rejectBrokenAliases(items, slots);
    int start = new Blanks(list.document().text()).skipProperties(list.start());
    return list.isFlow()
        ? new FlowList(list, start, items).arrange(slots)
        : new BlockList(list, items, list.keyEnd().orElseGet(() -> parent.endOfKey(key)))
            .arrange(slots);
  }

  /** An element whose anchor is read by an alias must stay, and stay before the alias. */
  private static void rejectBrokenAliases(List<Field> items, List<Slot> slots) {
    boolean hasAliases = !items.isEmpty() && items.getFirst().document().hasAliases();
    for (int index : hasAliases ? leaving(slots, items.size()) : List.<Integer>of()) {
      Optional<String> alias = items.get(index).readLater();
      if (alias.isPresent()) {
        throw items
            .get(index)
            .error(
                "cannot be removed: its anchor is read by "
                    + alias.get()
                    + "; write the value there instead of the alias");
      }
    }
    if (!isInOrder(slots)) {
      for (Field item : items) {
        if (item.hasAnchor()) {
          throw item.error(
              "cannot be moved: it has an anchor; write its value without anchor and alias");
        }
      }
    }
  }

  /** Whether those that stay keep their order. */
  private static boolean isInOrder(List<Slot> slots) {
    int last = -1;
    for (Slot slot : slots) {
      if (slot instanceof Slot.Kept(int index)) {
        if (index <= last) {
          return false;
        }
        last = index;
      }
    }
    return true;
  }

  /** The elements of a list that is defined elsewhere, to write them here. */
  private static List<ListEntry> writtenOut(List<Slot> slots, List<Field> items) {
    List<ListEntry> entries = new ArrayList<>();
    for (Slot slot : slots) {
      entries.add(
          switch (slot) {
            case Slot.Added(ListEntry entry) -> entry;
            case Slot.Kept(int index) -> EntryText.read(items.get(index));
          });
    }
    return entries;
  }

  /** Whose spelling is copied: the first that is written here. */
  static Field sample(List<Field> items) {
    for (Field item : items) {
      if (!item.isAlias()) {
        return item;
      }
    }
    return items.getFirst();
  }

  /** The indices that no slot keeps, in order. */
  static List<Integer> leaving(List<Slot> slots, int size) {
    boolean[] kept = new boolean[size];
    for (Slot slot : slots) {
      if (slot instanceof Slot.Kept(int index)) {
        kept[index] = true;
      }
    }
    List<Integer> leaving = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (!kept[i]) {
        leaving.add(i);
      }
    }
    return leaving;
  }

  private static boolean isUnchanged(List<Slot> slots, int size) {
    for (int i = 0; i < slots.size(); i++) {
      if (!(slots.get(i) instanceof Slot.Kept(int index)) || index != i) {
        return false;
      }
    }
    return slots.size() == size;
  }

  /** Null, {@code []}, or on the way to the list {@code {}}. */
  private static boolean isEmpty(Field field, boolean last) {
    if (field.isNull()) {
      return true;
    }
    return last
        ? field.isList() && field.items().isEmpty()
        : field.isMapping() && field.keys().isEmpty();
  }

  private static List<ListEntry> entries(List<Slot> slots) {
    List<ListEntry> entries = new ArrayList<>();
    for (Slot slot : slots) {
      switch (slot) {
        case Slot.Added(ListEntry entry) -> entries.add(entry);
        case Slot.Kept kept ->
            throw new IllegalArgumentException("an empty list has no element " + kept.index());
      }
    }
    return entries;
  }
}
