package dev.leasehold.yaml;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Converts the engine's tree to ours. There an alias is the node of its anchor, here it is a node
 * itself.
 */
final class EngineTree {
  private final CodePoints offsets;
  private final Aliases aliases;
  private final IdentityHashMap<org.snakeyaml.engine.v2.nodes.Node, Node> made =
      new IdentityHashMap<>();

  EngineTree(CodePoints offsets, Aliases aliases) {
    this.offsets = offsets;
    this.aliases = aliases;
  }

  Node of(org.snakeyaml.engine.v2.nodes.Node node) {
    Node known = made.get(node);
    return known == null ? make(node) : known;
  }

  private Node make(org.snakeyaml.engine.v2.nodes.Node node) {
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar);
      case MappingNode mapping -> mapping(mapping);
      case SequenceNode list -> sequence(list);
      default -> throw new IllegalStateException(node.getNodeType().toString());
    };
  }

  private Node scalar(ScalarNode node) {
    Node own =
        new Scalar(span(node), hasAnchor(node), style(node), node.getValue(), type(node.getTag()));
    made.put(node, own);
    return own;
  }

  private Node mapping(MappingNode node) {
    Node.Span span = span(node);
    List<Mapping.Pair> entries = new ArrayList<>(node.getValue().size());
    Node own = new Mapping(span, hasAnchor(node), type(node.getTag()), isFlow(node), entries);
    made.put(node, own); // first, as an alias in it may name it
    addTo(entries, node, span);
    return own;
  }

  private Node sequence(SequenceNode node) {
    Node.Span span = span(node);
    List<Node> items = new ArrayList<>(node.getValue().size());
    Node own = new Sequence(span, hasAnchor(node), type(node.getTag()), isFlow(node), items);
    made.put(node, own);
    int at = span.start();
    for (org.snakeyaml.engine.v2.nodes.Node item : node.getValue()) {
      Node child = child(item, node, at);
      items.add(child);
      at = endOf(child, item, at);
    }
    return own;
  }

  private void addTo(List<Mapping.Pair> entries, MappingNode mapping, Node.Span span) {
    int at = span.start();
    for (NodeTuple tuple : mapping.getValue()) {
      org.snakeyaml.engine.v2.nodes.Node name = tuple.getKeyNode();
      org.snakeyaml.engine.v2.nodes.Node value = tuple.getValueNode();
      int start = start(name);
      boolean isElsewhere =
          name.getAnchor().isEmpty() && (start < span.start() || start >= span.end());
      if (isElsewhere && !aliases.isEmpty()) { // a merge key brought it
        entries.add(new Mapping.Pair(of(name), of(value)));
      } else {
        Node key = child(name, mapping, at);
        at = endOf(key, name, at);
        Node own = child(value, mapping, at);
        at = endOf(own, value, at);
        entries.add(new Mapping.Pair(key, own));
      }
    }
  }

  /** The element of a collection at or after that offset: that node, or an alias of it. */
  private Node child(
      org.snakeyaml.engine.v2.nodes.Node node, CollectionNode<?> parent, int offset) {
    boolean isAlias =
        !aliases.isEmpty() && hasAnchor(node) && (start(node) < offset || node.equals(parent));
    return isAlias ? aliases.next(offset).of(of(node)) : of(node);
  }

  private int endOf(Node child, org.snakeyaml.engine.v2.nodes.Node node, int at) {
    return child instanceof Alias ? child.end() : Math.max(at, end(node));
  }

  private Node.Span span(org.snakeyaml.engine.v2.nodes.Node node) {
    Mark mark = node.getStartMark().orElseThrow();
    return new Node.Span(start(node), end(node), mark.getLine(), mark.getColumn());
  }

  private int start(org.snakeyaml.engine.v2.nodes.Node node) {
    return offsets.toOffset(node.getStartMark().orElseThrow().getIndex());
  }

  private int end(org.snakeyaml.engine.v2.nodes.Node node) {
    return offsets.toOffset(node.getEndMark().orElseThrow().getIndex());
  }

  private static boolean hasAnchor(org.snakeyaml.engine.v2.nodes.Node node) {
    return node.getAnchor().isPresent();
  }

  private static boolean isFlow(CollectionNode<?> node) {
    return node.getFlowStyle() == FlowStyle.FLOW;
  }

  private static ScalarStyle style(ScalarNode node) {
    return switch (node.getScalarStyle()) {
      case SINGLE_QUOTED -> ScalarStyle.SINGLE_QUOTED;
      case DOUBLE_QUOTED -> ScalarStyle.DOUBLE_QUOTED;
      case LITERAL -> ScalarStyle.LITERAL;
      case FOLDED -> ScalarStyle.FOLDED;
      default -> ScalarStyle.PLAIN;
    };
  }

  private static Type type(Tag tag) {
    if (tag.equals(Tag.STR)) {
      return Type.STRING;
    } else if (tag.equals(Tag.MAP)) {
      return Type.MAPPING;
    } else if (tag.equals(Tag.SEQ)) {
      return Type.LIST;
    } else if (tag.equals(Tag.INT)) {
      return Type.INT;
    } else if (tag.equals(Tag.BOOL)) {
      return Type.BOOL;
    } else if (tag.equals(Tag.NULL)) {
      return Type.NULL;
    }
    return tag.equals(Tag.FLOAT) ? Type.FLOAT : Type.OTHER;
  }
}
