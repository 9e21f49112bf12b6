package dev.leasehold.krm;

import dev.leasehold.yaml.Yaml;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What a tree says, whatever its spelling. */
public final class Trees {
  private Trees() {}

  /** Types, keys and values as one text; of a node that contains itself, only that it does. */
  public static String shape(Node node) {
    return shape(node, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /** The same of a text that is one document. */
  public static String shape(String yaml) {
    return shape(Yaml.compose(yaml).orElseThrow());
  }

  private static String shape(Node node, Set<Node> above) {
    if (!above.add(node)) {
      return "itself";
    }
    List<String> parts = new ArrayList<>();
    switch (node) {
      case MappingNode mapping -> {
        for (NodeTuple tuple : mapping.getValue()) {
          parts.add(shape(tuple.getKeyNode(), above) + ": " + shape(tuple.getValueNode(), above));
        }
      }
      case SequenceNode list -> list.getValue().forEach(item -> parts.add(shape(item, above)));
      default -> parts.add(((ScalarNode) node).getValue());
    }
    above.remove(node);
    return node.getTag() + "(" + String.join(", ", parts) + ")";
  }
}
