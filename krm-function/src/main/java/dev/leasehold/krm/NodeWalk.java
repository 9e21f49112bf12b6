package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Walks over a value and all below it. An alias of a list or mapping is not entered, as it may even
 * stand inside its own anchor: no text makes a walk longer than itself.
 */
final class NodeWalk {
  private NodeWalk() {}

  /** The value and every value below it, in the order of the text. */
  static List<Field> below(Field top) {
    List<Field> out = new ArrayList<>();
    enter(top, out);
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

  private static void enter(Field field, List<Field> out) {
    out.add(field);
    if (!(field.node() instanceof ScalarNode)) {
      for (Field child : field.children()) {
        if (!child.isAlias()) {
          enter(child, out);
        } else if (child.node() instanceof ScalarNode) {
          out.add(child);
        }
      }
    }
  }
}
