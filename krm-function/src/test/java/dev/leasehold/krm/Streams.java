package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The documents of a text as a parser of whole streams has them. */
final class Streams {
  private static final LoadSettings PLAIN = LoadSettings.builder().build();

  private Streams() {}

  /** What each says, whatever its spelling. */
  static List<String> shapes(String text) {
    List<String> shapes = new ArrayList<>();
    for (Node document : new Compose(PLAIN).composeAllFromString(text)) {
      shapes.add(shape(document, Collections.newSetFromMap(new IdentityHashMap<>())));
    }
    return shapes;
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
