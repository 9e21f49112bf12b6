package dev.leasehold.krm;

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
 * @param empty what stands at the first key of {@code path} now, if anything: null, {} or []
 * @param path the keys from {@code parent} to the list
 */
record NewList(Field parent, Optional<Field> empty, List<String> path) {
  List<TextEdit> write(List<Entry> entries) {
    if (!parent.isMapping() || parent.isFlow()) {
      throw parent.error("has no " + path.getFirst() + ", and a flow mapping is not added to");
    }
    if (parent.hasAnchorOrAlias()) {
      throw parent.error(
          "has an anchor or alias, so nothing is added to it; write " + path.getFirst() + ": []");
    }
    Document document = parent.document();
    Lines lines = new Lines(document.text());
    List<TextEdit> edits = new ArrayList<>();
    int at;
    if (empty.isPresent()) {
      int from = empty.get().start();
      int end = empty.get().end();
      if (end > from) { // {} or [] or null, with the blank before it
        edits.add(new TextEdit(from - 1, end, ""));
      }
      at = lines.end(end);
    } else {
      at = lines.endOfNode(parent.contentEnd());
    }
    edits.add(new TextEdit(at, at, text(entries, document)));
    return edits;
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
