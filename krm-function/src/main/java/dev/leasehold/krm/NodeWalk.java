package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Walks over a value and all below it. An alias shares its anchor's node, and may even stand inside
 * it, so a node with an anchor is entered once: no text makes a walk longer than itself.
 */
final class NodeWalk {
  private final Set<Node> anchored = Collections.newSetFromMap(new IdentityHashMap<>());

  private NodeWalk() {}

  /** The value and every value below it, in the order of the text. */
  static List<Field> below(Field top) {
    List<Field> out = new ArrayList<>();
    new NodeWalk().collect(top, out);
    return out;
  }

  /**
   * Throws for a mapping, here or below, that has a key twice: no two readers agree on its value.
   */
  static void rejectDuplicateKeys(Field top) {
    for (Field field : below(top)) {
      if (field.node() instanceof MappingNode mapping) {
        rejectDuplicateKeys(field, mapping);
      }
    }
  }

  /** Whether an anchor stands on it or below, or an alias: nodes that live elsewhere. */
  static boolean hasAnchorOrAlias(Field field) {
    return hasAnchor(field.node());
  }

  private static void rejectDuplicateKeys(Field parent, MappingNode mapping) {
    Map<String, Node> seen = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        Node first = seen.putIfAbsent(key.getValue(), key);
        if (first != null) {
          int line = new Field(parent.document(), "", first).place().line();
          throw new Field(parent.document(), parent.childPath(key.getValue()), key)
              .error("stands twice" + (line > 0 ? ", first on line " + line : "") + "; keep one");
        }
      }
    }
  }

  private void collect(Field field, List<Field> out) {
    if (field.node().getAnchor().isPresent() && !anchored.add(field.node())) {
      return;
    }
    out.add(field);
    switch (field.node()) {
      case MappingNode mapping -> {
        for (NodeTuple tuple : mapping.getValue()) {
          String path = field.childPath(Field.keyText(tuple));
          collect(new Field(field.document(), path, tuple.getValueNode(), tuple.getKeyNode()), out);
        }
      }
      case SequenceNode list -> field.items().forEach(item -> collect(item, out));
      default -> {}
    }
  }

  /** An alias is the node of its anchor, so looking for anchors finds it too. */
  private static boolean hasAnchor(Node node) {
    if (node.getAnchor().isPresent()) {
      return true;
    }
    return switch (node) {
      case MappingNode mapping ->
          mapping.getValue().stream()
              .anyMatch(t -> hasAnchor(t.getKeyNode()) || hasAnchor(t.getValueNode()));
      case SequenceNode list -> list.getValue().stream().anyMatch(NodeWalk::hasAnchor);
      default -> false;
    };
  }
}
