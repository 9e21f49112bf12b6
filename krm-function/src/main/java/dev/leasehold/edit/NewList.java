package dev.leasehold.edit;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Lines;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.krm.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A list that is to be written where there is none.
 *
 * @param parent the mapping that gets it
 * @param empty what stands at the first key of {@code path} now, if it is there: null, {} or []
 * @param path the keys from {@code parent} to the list
 */
record NewList(Field parent, Optional<Field> empty, List<String> path) {
  List<TextEdit> write(List<Entry> entries) {
    if (empty.map(Field::hasAnchorOrAlias).orElseGet(parent::hasAnchorOrAlias)) {
      throw parent.error(
          "has an anchor or alias, so no " + path.getFirst() + " is written; leave the anchor out");
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
    int key = parent.endOfKey(path.getFirst());
    String old = document.text().substring(key, empty.get().end());
    if (old.indexOf('#') >= 0) {
      throw empty.get().error("has a comment inside, so it is not written; remove the comment");
    }
    int at = lines.end(empty.get().end());
    return List.of(
        new TextEdit(key, empty.get().end(), ""), new TextEdit(at, at, text(entries, document)));
  }

  /** In a mapping in braces, as JSON has them: a list in brackets for one that is empty. */
  private TextEdit inFlow(List<Entry> entries) {
    if (empty.isEmpty() || path.size() > 1) {
      throw parent.error(
          "has no " + path.getLast() + ", and a mapping in braces is not added to; write it in");
    }
    int end = empty.get().end();
    boolean none = empty.get().start() == end; // "key:" with nothing behind it
    EntryText like = new EntryText(parent);
    List<String> written = entries.stream().map(like::flow).toList();
    return new TextEdit(
        empty.get().start(),
        end,
        (none ? " [" : "[") + String.join(like.isTight() ? "," : ", ", written) + "]");
  }

  private String text(List<Entry> entries, Document document) {
    StringBuilder out = new StringBuilder();
    String newline = document.lineBreak();
    int column = parent.column();
    for (int i = 0; i < path.size(); i++) {
      if (i > 0) {
        column += 2;
      }
      if (i > 0 || empty.isEmpty()) {
        out.append(newline).append(" ".repeat(column)).append(path.get(i)).append(':');
      }
    }
    String indent =
        " ".repeat(column + (indentsLists(document.root().node()).orElse(false) ? 2 : 0));
    for (Entry entry : entries) {
      out.append(newline).append(indent).append("- ");
      switch (entry) {
        case Entry.Text(String value) -> out.append(ScalarText.write(value, ScalarStyle.PLAIN));
        case Entry.Fields(var values) -> {
          List<String> fields = new ArrayList<>();
          values.forEach((key, value) ->
              fields.add(key + ": " + ScalarText.write(value, ScalarStyle.DOUBLE_QUOTED)));
          out.append(String.join(newline + indent + "  ", fields));
        }
      }
    }
    return out.toString();
  }

  /**
   * Whether the first block list below stands further right than its key: people are consistent.
   */
  private static Optional<Boolean> indentsLists(Node node) {
    if (!(node instanceof MappingNode mapping) || node.getAnchor().isPresent()) {
      return Optional.empty();
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getValueNode() instanceof SequenceNode list
          && list.getFlowStyle() == FlowStyle.BLOCK) {
        return Optional.of(columnOf(list) > columnOf(tuple.getKeyNode()));
      }
      Optional<Boolean> below = indentsLists(tuple.getValueNode());
      if (below.isPresent()) {
        return below;
      }
    }
    return Optional.empty();
  }

  private static int columnOf(Node node) {
    return node.getStartMark().orElseThrow().getColumn();
  }
}
