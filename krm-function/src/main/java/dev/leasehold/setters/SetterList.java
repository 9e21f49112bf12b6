package dev.leasehold.setters;

import dev.leasehold.edit.Entry;
import dev.leasehold.edit.ListEdit;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.krm.TextEdit;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/** Makes a list hold these texts; what stays keeps its line and its comment. */
final class SetterList {
  private SetterList() {}

  static List<TextEdit> arrange(
      Field mapping, Field list, List<String> before, List<String> texts) {
    if (before.equals(texts)) {
      return List.of();
    }
    if (before.isEmpty() && !list.hasAnchorOrAlias()) { // [] stays in brackets
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
    return ListEdit.arrange(mapping, List.of(list.key().orElseThrow()), slots);
  }
}
