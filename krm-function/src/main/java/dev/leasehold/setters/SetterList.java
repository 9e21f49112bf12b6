package dev.leasehold.setters;

import dev.leasehold.edit.Entry;
import dev.leasehold.edit.ListEdit;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.krm.TextEdit;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Makes a list hold these texts; what stays keeps its line and its comment. */
final class SetterList {
  private SetterList() {}

  static List<TextEdit> arrange(
      Field mapping, Field list, List<String> before, List<String> texts) {
    if (before.equals(texts)) {
      return List.of();
    }
    if (before.isEmpty() && !list.isAlias() && !list.hasAnchor()) { // [] stays in brackets
      List<String> written = new ArrayList<>();
      for (String text : texts) {
        written.add(ScalarText.write(text, ScalarStyle.PLAIN));
      }
      String flow = "[" + String.join(", ", written) + "]";
      return List.of(new TextEdit(list.start(), list.end(), flow));
    }
    boolean[] kept = new boolean[before.size()];
    List<ListEdit.Slot> slots = new ArrayList<>();
    for (String text : texts) {
      int at = 0;
      while (at < kept.length && (kept[at] || !before.get(at).equals(text))) {
        at++;
      }
      if (at < kept.length) {
        kept[at] = true;
        slots.add(new ListEdit.Slot.Kept(at));
      } else {
        slots.add(new ListEdit.Slot.Added(new Entry.Text(text)));
      }
    }
    List<TextEdit> edits = ListEdit.arrange(mapping, List.of(list.key().orElseThrow()), slots);
    return isOfNumbers(list) ? withBareNumbers(list, edits) : edits;
  }

  private static boolean isOfNumbers(Field list) {
    return list.items().stream()
        .allMatch(
            item -> item.node().getTag().equals(Tag.INT) || item.node().getTag().equals(Tag.FLOAT));
  }

  /** New elements are written as strings; among numbers, a number stays one. */
  private static List<TextEdit> withBareNumbers(Field list, List<TextEdit> edits) {
    if (edits.size() != 1) {
      return edits;
    }
    TextEdit edit = edits.getFirst();
    List<TextEdit> bare = new ArrayList<>();
    for (Field written : list.document().with(edits).root().lists()) {
      if (written.path().equals(list.path())) {
        for (Field item : written.items()) {
          boolean isQuoted = item.end() - item.start() > item.text().length();
          if (isQuoted && isNumber(item.text())) {
            bare.add(
                new TextEdit(item.start() - edit.start(), item.end() - edit.start(), item.text()));
          }
        }
      }
    }
    return List.of(
        new TextEdit(edit.start(), edit.end(), TextEdit.apply(edit.replacement(), bare)));
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
