package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value in a {@link Document} and the way to it. Reading what is not there, or is of another
 * shape, throws a {@link FieldException} that names file, line and field.
 */
public final class Field {
  private final Document document;
  private final String path;
  private final Node node;

  Field(Document document, String path, Node node) {
    this.document = document;
    this.path = path;
    this.node = node;
  }

  public Document document() {
    return document;
  }

  /** Its path, as {@code spec.subnets[1].offset}; empty at the top. */
  public String path() {
    return path;
  }

  public Place place() {
    int line = node.getStartMark().map(mark -> document.fileLine(mark.getLine())).orElse(0);
    return new Place(document.file(), line, document.objectName(), path);
  }

  /** What to throw when this value cannot be used. */
  public FieldException error(String message) {
    return new FieldException(place(), message);
  }

  /** The value of that key; empty when it is absent or null. */
  public Optional<Field> find(String key) {
    Node value = valueOf(mapping(), key);
    return value == null || value.getTag().equals(Tag.NULL)
        ? Optional.empty()
        : Optional.of(new Field(document, childPath(key), value));
  }

  /** The value of that key, which must be there. */
  public Field get(String key) {
    return find(key)
        .orElseThrow(() ->
            new FieldException(
                new Place(document.file(), place().line(), document.objectName(), childPath(key)),
                "is missing"));
  }

  /** Its keys, in their order. */
  public List<String> keys() {
    return mapping().getValue().stream().map(tuple -> keyText(tuple)).toList();
  }

  /** The elements of a list, in their order. */
  public List<Field> items() {
    if (!(node instanceof SequenceNode sequence)) {
      throw error("must be a list");
    }
    List<Field> items = new ArrayList<>(sequence.getValue().size());
    for (Node item : sequence.getValue()) {
      items.add(new Field(document, path + "[" + items.size() + "]", item));
    }
    return items;
  }

  /** A scalar as it reads, whatever its type: {@code 60}, {@code 0x1000} and {@code "a"} alike. */
  public String text() {
    if (!(node instanceof ScalarNode scalar) || isNull()) {
      throw error("must be a single value");
    }
    return scalar.getValue();
  }

  /** A whole number within these bounds. */
  public int integer(int least, int most) {
    String text = text();
    int value;
    try {
      value = Integer.decode(text);
    } catch (NumberFormatException e) {
      throw error("'" + text + "' is not a whole number");
    }
    if (value < least || value > most) {
      throw error(value + " is not within " + least + " to " + most);
    }
    return value;
  }

  /** {@code true} or {@code false}. */
  public boolean bool() {
    return switch (text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw error("'" + text() + "' is neither true nor false");
    };
  }

  /** Rejects every key but these: a misspelt field must not silently mean its default. */
  public void allowOnly(String... known) {
    for (NodeTuple tuple : mapping().getValue()) {
      String key = keyText(tuple);
      if (!Arrays.asList(known).contains(key)) {
        throw new Field(document, childPath(key), tuple.getKeyNode())
            .error("is not a field here; known are " + String.join(", ", known));
      }
    }
  }

  public boolean isMapping() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /** Every scalar below this value, in the order of the text. */
  public List<Field> scalars() {
    List<Field> out = new ArrayList<>();
    collectScalars(out, anchored());
    return out;
  }

  private void collectScalars(List<Field> out, Set<Node> seen) {
    if (isRepeated(node, seen)) {
      return;
    }
    switch (node) {
      case MappingNode mapping -> {
        for (NodeTuple tuple : mapping.getValue()) {
          new Field(document, childPath(keyText(tuple)), tuple.getValueNode())
              .collectScalars(out, seen);
        }
      }
      case SequenceNode sequence -> items().forEach(item -> item.collectScalars(out, seen));
      default -> out.add(this);
    }
  }

  // What the editors of this package need to see.

  Node node() {
    return node;
  }

  /** Offset of its first character in the document's text, an anchor or tag included. */
  int start() {
    return document.offset(node.getStartMark().orElseThrow().getIndex());
  }

  /** Offset behind its last character; of a block collection, somewhere behind its last line. */
  int end() {
    return document.offset(node.getEndMark().orElseThrow().getIndex());
  }

  /** Offset behind the last character of the last scalar or flow collection in it. */
  int contentEnd() {
    Node last = node;
    while (last instanceof CollectionNode<?> collection
        && collection.getFlowStyle() == FlowStyle.BLOCK
        && !collection.getValue().isEmpty()) {
      if (last.getAnchor().isPresent()) { // an alias would lead elsewhere, perhaps in a circle
        throw error("ends in an anchor or alias, so where it ends is not known");
      }
      Object tail = collection.getValue().getLast();
      last = tail instanceof NodeTuple tuple ? tuple.getValueNode() : (Node) tail;
    }
    return new Field(document, path, last).end();
  }

  /** Offset behind the colon of that key, which must be there. */
  int endOfKey(String key) {
    return document.text().indexOf(':', keyOf(key).orElseThrow().end()) + 1;
  }

  /** Offset of the line on which the key behind that one begins, or where this mapping ends. */
  int endOf(String key) {
    List<NodeTuple> tuples = mapping().getValue();
    int next = keys().indexOf(key) + 1;
    return next == tuples.size()
        ? end()
        : new Lines(document.text())
            .start(new Field(document, path, tuples.get(next).getKeyNode()).start());
  }

  int column() {
    return node.getStartMark().orElseThrow().getColumn();
  }

  boolean isFlow() {
    return node instanceof CollectionNode<?> collection
        && collection.getFlowStyle() == FlowStyle.FLOW;
  }

  /** Whether an anchor stands on it or below, or an alias: nodes that live elsewhere. */
  boolean hasAnchorOrAlias() {
    return hasAnchorOrAlias(node, start(), end());
  }

  private boolean hasAnchorOrAlias(Node at, int from, int to) {
    int start = document.offset(at.getStartMark().orElseThrow().getIndex());
    if (at.getAnchor().isPresent() || start < from || start > to) {
      return true;
    }
    return switch (at) {
      case MappingNode mapping ->
          mapping.getValue().stream()
              .anyMatch(t ->
                  hasAnchorOrAlias(t.getKeyNode(), from, to)
                      || hasAnchorOrAlias(t.getValueNode(), from, to));
      case SequenceNode sequence ->
          sequence.getValue().stream().anyMatch(n -> hasAnchorOrAlias(n, from, to));
      default -> false;
    };
  }

  /** The key's own node. */
  Optional<Field> keyOf(String key) {
    for (NodeTuple tuple : mapping().getValue()) {
      if (keyText(tuple).equals(key)) {
        return Optional.of(new Field(document, childPath(key), tuple.getKeyNode()));
      }
    }
    return Optional.empty();
  }

  /** The value of that key even when it is null. */
  Optional<Field> findNullable(String key) {
    Node value = valueOf(mapping(), key);
    return value == null
        ? Optional.empty()
        : Optional.of(new Field(document, childPath(key), value));
  }

  static @Nullable Node valueOf(MappingNode mapping, String key) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (keyText(tuple).equals(key)) {
        return tuple.getValueNode();
      }
    }
    return null;
  }

  static String scalarOf(MappingNode mapping, String key) {
    return valueOf(mapping, key) instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /**
   * Throws for a mapping, here or below, that has a key twice: no two readers agree on its value.
   */
  void rejectDuplicateKeys() {
    rejectDuplicateKeys(document, path, node, anchored());
  }

  private static void rejectDuplicateKeys(
      Document document, String path, Node node, Set<Node> visited) {
    if (isRepeated(node, visited)) {
      return;
    }
    switch (node) {
      case MappingNode mapping -> {
        Map<String, Node> seen = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
          if (!(tuple.getKeyNode() instanceof ScalarNode)) {
            continue;
          }
          String key = keyText(tuple);
          Node first = seen.putIfAbsent(key, tuple.getKeyNode());
          Field child = new Field(document, join(path, key), tuple.getKeyNode());
          if (first != null) {
            int line = new Field(document, "", first).place().line();
            throw child.error(
                "stands twice" + (line > 0 ? ", first on line " + line : "") + "; keep one");
          }
          rejectDuplicateKeys(document, child.path, tuple.getValueNode(), visited);
        }
      }
      case SequenceNode sequence -> {
        int i = 0;
        for (Node item : sequence.getValue()) {
          rejectDuplicateKeys(document, path + "[" + i++ + "]", item, visited);
        }
      }
      default -> {}
    }
  }

  private static Set<Node> anchored() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** An alias shares its anchor's node, and may even stand inside it: each is walked once. */
  private static boolean isRepeated(Node node, Set<Node> visited) {
    return node.getAnchor().isPresent() && !visited.add(node);
  }

  private MappingNode mapping() {
    if (node instanceof MappingNode mapping) {
      return mapping;
    }
    throw error("must be a mapping of fields");
  }

  private String childPath(String key) {
    return join(path, key);
  }

  private static String join(String path, String key) {
    String step = key.contains(".") ? "[" + key + "]" : key;
    return path.isEmpty() || step.startsWith("[") ? path + step : path + "." + step;
  }

  private static String keyText(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
  }

  @Override
  public String toString() {
    return place().toString();
  }
}
