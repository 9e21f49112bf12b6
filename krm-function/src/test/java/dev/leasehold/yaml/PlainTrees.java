package dev.leasehold.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The engine as the oracle of {@link PlainYaml}, and its own tree as that of {@link EngineTree}.
 */
final class PlainTrees {
  private PlainTrees() {}

  /** Whether it is read as plain; then it must be the engine's tree in all that a tree tells. */
  static boolean isReadAsTheEngineDoes(String text) {
    Optional<Node> plain = PlainYaml.read(text);
    plain.ifPresent(tree -> assertEquals(engines(text), ours(tree), text));
    return plain.isPresent();
  }

  /** Whether the engine reads it; then our tree must be the engine's own, but for the aliases. */
  static boolean isMadeOfTheEnginesTree(String text) {
    String ours;
    try {
      ours = Yaml.composeByEngine(text).map(tree -> ours(tree.root())).orElse("nothing");
    } catch (Yaml.Unreadable e) {
      return false;
    }
    assertEquals(engines(text), ours, text);
    return true;
  }

  private static String engines(String text) {
    Optional<org.snakeyaml.engine.v2.nodes.Node> tree;
    try {
      Yaml.composeByEngine(text); // in words
      tree = Yaml.Engine.composer(text, new AliasEvents(new CodePoints(text))).getSingleNode();
    } catch (Yaml.Unreadable e) {
      return "unreadable: " + e.getMessage();
    }
    StringBuilder out = new StringBuilder();
    tree.ifPresentOrElse(node -> write(node, "", text, out, newSet()), () -> out.append("nothing"));
    return out.toString();
  }

  private static String ours(Node tree) {
    StringBuilder out = new StringBuilder();
    write(tree, "", out, newSet());
    return out.toString();
  }

  private static <T> Set<T> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private static void write(Node written, String indent, StringBuilder out, Set<Node> above) {
    Node node = written.value();
    out.append(indent);
    if (!above.add(node)) {
      out.append("itself\n");
      return;
    }
    out.append(node.type()).append(' ').append(node.start()).append('@').append(node.line());
    out.append(':').append(node.column()).append(" to ").append(node.end());
    out.append(node.hasAnchor() ? " anchor " : " ");
    String below = indent + "  ";
    switch (node) {
      case Scalar scalar ->
          out.append(scalar.style()).append(" <").append(scalar.text()).append(">\n");
      case Mapping mapping -> {
        out.append(mapping.isFlow() ? "FLOW\n" : "BLOCK\n");
        for (Mapping.Pair entry : mapping.entries()) {
          write(entry.key(), below, out, above);
          write(entry.value(), below + "  ", out, above);
        }
      }
      case Sequence list -> {
        out.append(list.isFlow() ? "FLOW\n" : "BLOCK\n");
        list.items().forEach(item -> write(item, below, out, above));
      }
      case Alias alias -> throw new IllegalStateException(alias.name() + " stands for an alias");
    }
    above.remove(node);
  }

  private static void write(
      org.snakeyaml.engine.v2.nodes.Node node,
      String indent,
      String text,
      StringBuilder out,
      Set<org.snakeyaml.engine.v2.nodes.Node> above) {
    out.append(indent);
    if (!above.add(node)) {
      out.append("itself\n");
      return;
    }
    Mark start = node.getStartMark().orElseThrow();
    out.append(type(node.getTag())).append(' ').append(offset(text, start)).append('@');
    out.append(start.getLine()).append(':').append(start.getColumn()).append(" to ");
    out.append(offset(text, node.getEndMark().orElseThrow()));
    out.append(node.getAnchor().isPresent() ? " anchor " : " ");
    String below = indent + "  ";
    switch (node) {
      case ScalarNode scalar ->
          out.append(scalar.getScalarStyle().name())
              .append(" <")
              .append(scalar.getValue())
              .append(">\n");
      case MappingNode mapping -> {
        out.append(mapping.getFlowStyle().name()).append('\n');
        for (NodeTuple tuple : mapping.getValue()) {
          write(tuple.getKeyNode(), below, text, out, above);
          write(tuple.getValueNode(), below + "  ", text, out, above);
        }
      }
      case SequenceNode list -> {
        out.append(list.getFlowStyle().name()).append('\n');
        list.getValue().forEach(item -> write(item, below, text, out, above));
      }
      default -> throw new IllegalStateException(node.toString());
    }
    above.remove(node);
  }

  private static int offset(String text, Mark mark) {
    return text.offsetByCodePoints(0, mark.getIndex());
  }

  private static String type(Tag tag) {
    String name = tag.getValue();
    return switch (name.startsWith(Tag.PREFIX) ? name.substring(Tag.PREFIX.length()) : "") {
      case "str" -> "STRING";
      case "map" -> "MAPPING";
      case "seq" -> "LIST";
      case "int" -> "INT";
      case "float" -> "FLOAT";
      case "bool" -> "BOOL";
      case "null" -> "NULL";
      default -> "OTHER";
    };
  }
}
