package dev.leasehold.setters;

import dev.leasehold.edit.ListEdit;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.ScalarStyle;
import dev.leasehold.yaml.Type;
import java.util.ArrayList;
import java.util.List;

/** A list and its new elements; an element that stays keeps its line and its comment. */
final class SetterList {
  private final Field list;
  private final List<Field> items;

  /** The current elements. */
  private final List<ListEntry> before;

  /** The elements that the setter gives. */
  private final List<ListEntry> after;

  /** Keeps the lists that it is given: a copy of each would be another walk over all elements. */
  private SetterList(Field list, List<Field> items, List<ListEntry> before, List<ListEntry> after) {
    this.list = list;
    this.items = items;
    this.before = before;
    this.after = after;
  }

  static SetterList of(Field list, List<ListEntry> wanted) {
    List<Field> items = list.items();
    List<ListEntry> before = new ArrayList<>(items.size());
    for (Field item : items) {
      before.add(existing(item));
    }
    if (isOfNumbers(items)) {
      return new SetterList(list, items, before, withBareNumbers(wanted));
    }
    return new SetterList(list, items, before, isOfStrings(before) ? asStrings(wanted) : wanted);
  }

  private static ListEntry existing(Field item) {
    try {
      return SetterEntry.of(item);
    } catch (FieldException e) {
      return new ListEntry.Spelled("…"); // an alias, which no setter gives
    }
  }

  List<String> shownBefore() {
    return SetterEntry.shown(before);
  }

  List<String> shownAfter() {
    return SetterEntry.shown(after);
  }

  List<TextEdit> arrange() {
    List<ListEdit.Slot> slots = slots();
    if (isUnchanged(slots)) {
      return List.of();
    }
    if (before.isEmpty() && !list.isAlias() && !list.hasAnchor()) { // [] stays in brackets
      List<String> written = new ArrayList<>();
      for (ListEntry entry : after) {
        written.add(
            switch (entry) {
              case ListEntry.Text(String value) -> ScalarText.write(value, ScalarStyle.PLAIN);
              default -> SetterEntry.shown(entry);
            });
      }
      String flow = "[" + String.join(", ", written) + "]";
      return List.of(new TextEdit(list.start(), list.end(), flow));
    }
    return ListEdit.arrangeItems(list, items, slots);
  }

  private List<ListEdit.Slot> slots() {
    FreeElements free = new FreeElements(before);
    List<ListEdit.Slot> slots = new ArrayList<>(after.size());
    for (ListEntry entry : after) {
      int kept = free.take(entry);
      slots.add(kept < 0 ? new ListEdit.Slot.Added(entry) : new ListEdit.Slot.Kept(kept));
    }
    return slots;
  }

  private boolean isUnchanged(List<ListEdit.Slot> slots) {
    for (int i = 0; i < slots.size(); i++) {
      if (!(slots.get(i) instanceof ListEdit.Slot.Kept(int index)) || index != i) {
        return false;
      }
    }
    return slots.size() == before.size();
  }

  private static boolean isOfNumbers(List<Field> items) {
    for (Field item : items) {
      Type type = item.node().type();
      if (type != Type.INT && type != Type.FLOAT) {
        return false;
      }
    }
    return !items.isEmpty();
  }

  /** Strings of a lease or of a ConfigMap are numbers among numbers. */
  private static List<ListEntry> withBareNumbers(List<ListEntry> wanted) {
    List<ListEntry> bare = new ArrayList<>();
    for (ListEntry entry : wanted) {
      bare.add(
          entry instanceof ListEntry.Text(String value) && isNumber(value)
              ? new ListEntry.Spelled(value)
              : entry);
    }
    return bare;
  }

  /** A number in quotes shows that the list is one of strings. */
  private static boolean isOfStrings(List<ListEntry> entries) {
    for (ListEntry entry : entries) {
      if (entry instanceof ListEntry.Text(String value) && ScalarText.looksTyped(value)) {
        return true;
      }
    }
    return false;
  }

  private static List<ListEntry> asStrings(List<ListEntry> wanted) {
    List<ListEntry> strings = new ArrayList<>();
    for (ListEntry entry : wanted) {
      strings.add(
          entry instanceof ListEntry.Spelled(String yaml) && !SetterEntry.isNested(entry)
              ? new ListEntry.Text(yaml)
              : entry);
    }
    return strings;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && (text.length() == 1 || text.charAt(0) != '0');
  }
}
