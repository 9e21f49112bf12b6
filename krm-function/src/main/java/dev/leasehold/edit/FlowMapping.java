package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.ScalarStyle;
import java.util.List;

/** Fields for a mapping in braces, spelled as its others are. */
record FlowMapping(Field mapping) {
  /** After the last field. */
  TextEdit add(List<String> keys, String value) {
    String text = mapping.document().text();
    List<String> there = mapping.keys();
    if (there.isEmpty()) {
      int start = new Blanks(text).skipProperties(mapping.start());
      return new TextEdit(start + 1, start + 1, field(keys, value));
    }
    int first = mapping.keyOf(there.getFirst()).orElseThrow().start();
    Field last = mapping.findNullable(there.getLast()).orElseThrow();
    int opening = new Blanks(text).skipProperties(mapping.start()) + 1;
    String blanks = text.substring(opening, first);
    boolean isBroken = blanks.contains("\n") && blanks.isBlank();
    String separator = isBroken ? blanks : isTight() ? "" : " ";
    int at = Math.max(mapping.endOfKey(there.getLast()), last.end());
    if (last.end() == at && text.startsWith("?", last.start()) && at == last.start() + 1) {
      throw last.error("is a lone question mark, and no comma may follow it; put it in quotes");
    }
    return new TextEdit(at, at, "," + separator + field(keys, value));
  }

  /** In the place of a value that is empty, whose own characters begin at {@code start}. */
  TextEdit fill(Field empty, int start, String value) {
    int end = Math.max(start, empty.end());
    boolean none = start == end; // "key:" with nothing after it
    return new TextEdit(start, end, none ? " " + value : value);
  }

  /** Keys inside one another, each but the last with braces around its value. */
  String field(List<String> keys, String value) {
    String colon = isTight() ? ":" : ": ";
    String field = key(keys.getLast()) + colon + value;
    for (String key : keys.subList(0, keys.size() - 1).reversed()) {
      field = key(key) + colon + "{" + field + "}";
    }
    return field;
  }

  boolean isTight() {
    return new EntryText(mapping).isTight();
  }

  boolean hasQuotedKeys() {
    return new EntryText(mapping).hasQuotedKeys();
  }

  private String key(String key) {
    return ScalarText.write(key, hasQuotedKeys() ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.PLAIN);
  }
}
