package dev.leasehold.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The engine as the oracle of {@link PlainYaml}. */
final class PlainTrees {
  private PlainTrees() {}

  /** Whether it is read as plain; then it must be the engine's tree in all that a tree tells. */
  static boolean isReadAsTheEngineDoes(String text) {
    Optional<Node> plain = PlainYaml.read(text);
    plain.ifPresent(tree -> assertEquals(engines(text), exactly(tree), text));
    return plain.isPresent();
  }

  private static String engines(String text) {
    try {
      return Yaml.composeByEngine(text, new Aliases()).map(PlainTrees::exactly).orElse("nothing");
    } catch (Yaml.Unreadable e) {
      return "unreadable: " + e.getMessage();
    }
  }

  private static String exactly(Node node) {
    StringBuilder out = new StringBuilder();
    write(node, "", out);
    return out.toString();
  }

  private static void write(Node node, String indent, StringBuilder out) {
    out.append(indent).append(node.getTag()).append(node.isResolved() ? " " : " given ");
    out.append(place(node.getStartMark())).append(" to ").append(place(node.getEndMark()));
    out.append(node.getAnchor().isPresent() ? " anchor " : " ");
    String below = indent + "  ";
    switch (node) {
      case ScalarNode scalar ->
          out.append(scalar.getScalarStyle()).append(" <").append(scalar.getValue()).append(">\n");
      case MappingNode mapping -> {
        out.append(mapping.getFlowStyle()).append(mapping.hasMergeTag() ? " merges\n" : "\n");
        for (NodeTuple tuple : mapping.getValue()) {
          write(tuple.getKeyNode(), below, out);
          write(tuple.getValueNode(), below + "  ", out);
        }
      }
      case SequenceNode list -> {
        out.append(list.getFlowStyle()).append('\n');
        list.getValue().forEach(item -> write(item, below, out));
      }
      default -> throw new IllegalStateException(node.toString());
    }
  }

  private static String place(Optional<Mark> mark) {
    return mark.map(at -> at.getIndex() + "@" + at.getLine() + ":" + at.getColumn()).orElseThrow();
  }
}
