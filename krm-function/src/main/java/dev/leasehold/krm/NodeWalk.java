package dev.leasehold.krm;

import dev.leasehold.yaml.Mapping;
import dev.leasehold.yaml.Node;
import dev.leasehold.yaml.Scalar;
import dev.leasehold.yaml.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    if (hasDuplicateKeys(top.node())) {
      for (Field field : below(top)) {
        if (field.node() instanceof Mapping mapping) {
          rejectDuplicateKeys(field, mapping);
        }
      }
    }
  }

  private static boolean hasDuplicateKeys(Node node) {
    if (node instanceof Sequence list) {
      for (Node item : list.items()) {
        if (!(item instanceof Scalar) && hasDuplicateKeys(item)) {
          return true;
        }
      }
    } else if (node instanceof Mapping mapping) {
      Set<String> seen = new HashSet<>();
      for (Mapping.Pair entry : mapping.entries()) {
        boolean isSeen = entry.key().value() instanceof Scalar key && !seen.add(key.text());
        if (isSeen || hasDuplicateKeys(entry.value())) {
          return true;
        }
      }
    }
    return false;
  }

  private static void rejectDuplicateKeys(Field parent, Mapping mapping) {
    Map<String, Node> seen = new HashMap<>();
    for (Mapping.Pair entry : mapping.entries()) {
      if (entry.key().value() instanceof Scalar key) {
        Node first = seen.putIfAbsent(key.text(), key);
        if (first != null) {
          int line = new Field(parent.document(), "", first).place().line();
          throw new Field(parent.document(), parent.childPath(key.text()), key)
              .error("duplicate key" + (line > 0 ? ", first on line " + line : "") + "; keep one");
        }
      }
    }
  }

  private static void enter(Field field, List<Field> out) {
    out.add(field);
    if (!(field.node() instanceof Scalar)) {
      for (Field child : field.children()) {
        if (!child.isAlias()) {
          enter(child, out);
        } else if (child.node() instanceof Scalar) {
          out.add(child);
        }
      }
    }
  }
}
