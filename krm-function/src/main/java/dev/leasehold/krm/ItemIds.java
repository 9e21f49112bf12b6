package dev.leasehold.krm;

import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ids by which kpt copies comments back from the item as it was. It copies those of a list by
 * position, so that an entry added in front would take over the comment of another.
 */
final class ItemIds {
  private static final List<String> ANNOTATIONS =
      List.of("internal.config.kubernetes.io/id", "config.k8s.io/id");

  private ItemIds() {}

  /** The item without them. */
  static Document removedFrom(Document item) {
    Optional<Document> plain = item.isRemoved() ? Optional.of(item) : withoutPlainIds(item);
    return plain.isPresent() ? plain.get() : withoutParsedIds(item);
  }

  /**
   * By the lines alone, where each id is there once, on a line of its own with a plain value, as
   * kpt writes it: most items that setters changed are never parsed. Empty where it is not clear.
   */
  private static Optional<Document> withoutPlainIds(Document item) {
    String text = item.text();
    Lines lines = new Lines(text);
    List<TextEdit> edits = new ArrayList<>();
    for (String id : ANNOTATIONS) {
      int at = text.indexOf(id);
      if (at < 0) {
        continue;
      }
      int start = lines.start(at);
      int end = lines.end(at);
      String value = text.substring(at + id.length(), end);
      if (text.indexOf(id, at + 1) >= 0
          || !text.substring(start, at).isBlank()
          || !value.startsWith(": '")
          || value.indexOf('\'', 3) != value.length() - 1
          || value.length() < 4) {
        return Optional.empty();
      }
      edits.add(new TextEdit(start, lines.afterBreak(end), ""));
    }
    return Optional.of(item.with(edits));
  }

  private static Document withoutParsedIds(Document item) {
    Optional<Field> annotations =
        item.root().find("metadata").flatMap(metadata -> metadata.find("annotations"));
    if (annotations.isEmpty()) {
      return item;
    }
    Lines lines = new Lines(item.text());
    List<TextEdit> edits = new ArrayList<>();
    for (String id : ANNOTATIONS) {
      Optional<Field> key = annotations.get().keyOf(id);
      if (key.isPresent() && annotations.get().isFlow()) {
        edits.add(withoutFlowField(annotations.get(), id));
      } else if (key.isPresent()) {
        int start = lines.start(key.get().start());
        edits.add(new TextEdit(start, lines.afterBreak(lines.end(start)), ""));
      }
    }
    return item.with(edits);
  }

  /** Up to the next field, or, for the last one, to the closing brace: a comma may be before it. */
  private static TextEdit withoutFlowField(Field mapping, String key) {
    List<String> keys = mapping.keys();
    int next = keys.indexOf(key) + 1;
    int end =
        next < keys.size()
            ? mapping.keyOf(keys.get(next)).orElseThrow().start()
            : mapping.end() - 1;
    return new TextEdit(mapping.keyOf(key).orElseThrow().start(), end, "");
  }
}
