package dev.leasehold.edit;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.Mapping;
import dev.leasehold.yaml.Node;
import dev.leasehold.yaml.ScalarStyle;
import dev.leasehold.yaml.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list to write where none exists.
 *
 * @param parent the mapping that gets it
 * @param empty the value of the first key of {@code path}, where it has that key: null, {} or []
 * @param path the keys from {@code parent} to the list
 */
record NewList(Field parent, Optional<Field> empty, List<String> path) {
  List<TextEdit> write(List<ListEntry> entries) {
    if (empty.isPresent()) {
      ScalarEdit.rejectReadElsewhere(empty.get());
    } else {
      FieldEdit.rejectElsewhere(parent);
    }
    if (parent.isFlow()) {
      return List.of(inFlow(entries));
    }
    Document document = parent.document();
    Lines lines = new Lines(document.text());
    if (empty.isEmpty()) {
      int at = lines.endOfNode(parent.contentEnd());
      return List.of(new TextEdit(at, at, text(entries, document)));
    }
    return EmptyValue.of(parent, path.getFirst(), empty.get())
        .replace(
            text(entries, document), path.size() > 1 ? List.of(inBraces(entries)) : flow(entries));
  }

  private List<String> flow(List<ListEntry> entries) {
    EntryText like = new EntryText(parent);
    List<String> flow = new ArrayList<>(entries.size());
    for (ListEntry entry : entries) {
      flow.add(like.flow(entry));
    }
    return flow;
  }

  /** The keys after the first, and the list. */
  private String inBraces(List<ListEntry> entries) {
    List<String> keys = path.subList(1, path.size());
    return new FlowMapping(parent).field(keys, "[" + String.join(", ", flow(entries)) + "]");
  }

  /** In a mapping in braces, as in JSON. */
  private TextEdit inFlow(List<ListEntry> entries) {
    FlowMapping mapping = new FlowMapping(parent);
    String list = "[" + String.join(mapping.isTight() ? "," : ", ", flow(entries)) + "]";
    if (empty.isEmpty()) {
      return mapping.add(path, list);
    }
    List<String> below = path.subList(1, path.size());
    return mapping.fill(
        empty.get(),
        EmptyValue.of(parent, path.getFirst(), empty.get()).start(),
        below.isEmpty() ? list : "{" + mapping.field(below, list) + "}");
  }

  private String text(List<ListEntry> entries, Document document) {
    StringBuilder out = new StringBuilder();
    String newline = document.lineBreak();
    int column = parent.column();
    for (int i = 0; i < path.size(); i++) {
      if (i > 0) {
        column += 2;
      }
      if (i > 0 || empty.isEmpty()) {
        out.append(newline)
            .append(" ".repeat(column))
            .append(FieldEdit.key(path.get(i)))
            .append(':');
      }
    }
    String indent =
        " "
            .repeat(
                column
                    + (indentsLists(document, document.tree().orElseThrow().node()).orElse(false)
                        ? 2
                        : 0));
    for (ListEntry entry : entries) {
      out.append(newline).append(indent).append("- ");
      switch (entry) {
        case ListEntry.Text(String value) -> out.append(ScalarText.write(value, ScalarStyle.PLAIN));
        case ListEntry.Spelled(String yaml) -> out.append(yaml);
        case ListEntry.Fields(var values, _) -> {
          List<String> fields = new ArrayList<>();
          values.forEach(
              (key, value) -> fields.add(key + ": " + ScalarText.write(value, style(value))));
          out.append(String.join(newline + indent + "  ", fields));
        }
      }
    }
    return out.toString();
  }

  /** Words read best without quotes; of addresses, some need them, so all have them. */
  private static ScalarStyle style(String value) {
    return !value.isEmpty() && !value.contains(":") && Character.isLetter(value.charAt(0))
        ? ScalarStyle.PLAIN
        : ScalarStyle.DOUBLE_QUOTED;
  }

  /**
   * Whether the first block list below is indented more than its key: most files are consistent.
   */
  private static Optional<Boolean> indentsLists(Document document, Node node) {
    if (!(node instanceof Mapping mapping) || node.hasAnchor()) {
      return Optional.empty();
    }
    for (Mapping.Pair entry : mapping.entries()) {
      if (entry.value() instanceof Sequence list
          && !list.isFlow()
          && !list.hasAnchor()
          && document.text().startsWith("-", list.start())) {
        return Optional.of(list.column() > entry.key().value().column());
      }
      Optional<Boolean> below = indentsLists(document, entry.value());
      if (below.isPresent()) {
        return below;
      }
    }
    return Optional.empty();
  }
}
