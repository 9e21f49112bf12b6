package dev.leasehold.krm;

import dev.leasehold.text.Printable;
import dev.leasehold.yaml.Aliases;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
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
  private static final int LONGEST_PATH = 400;

  private final Document document;

  /** Put together when somebody asks for it: most fields are only passed by. */
  private @Nullable String path;

  private final @Nullable Field parent;

  /** The key of the parent; null for the element of a list. */
  private final @Nullable String step;

  private final int index;
  private final Node node;
  private final @Nullable Field key;
  private final Aliases.@Nullable Alias alias;

  Field(Document document, String path, Node node) {
    this.document = document;
    this.path = path;
    this.parent = null;
    this.step = null;
    this.index = 0;
    this.node = node;
    this.key = null;
    this.alias = null;
  }

  private Field(
      Field parent,
      @Nullable String step,
      int index,
      Node node,
      @Nullable Field key,
      Aliases.@Nullable Alias alias) {
    this.document = parent.document;
    this.parent = parent;
    this.step = step;
    this.index = index;
    this.node = node;
    this.key = key;
    this.alias = alias;
  }

  public Document document() {
    return document;
  }

  /** Its path, as {@code spec.subnets[1].offset}; empty at the top. */
  public String path() {
    String known = path;
    if (known == null) {
      Field above = Objects.requireNonNull(parent);
      known = step == null ? above.below("[" + index + "]") : above.childPath(step);
      path = known;
    }
    return known;
  }

  public Place place() {
    int line =
        alias != null
            ? document.fileLine(alias.line())
            : node.getStartMark().map(mark -> document.fileLine(mark.getLine())).orElse(0);
    return new Place(document.file(), line, document.objectName(), path());
  }

  /** What to throw when this value cannot be used. */
  public FieldException error(String message) {
    return new FieldException(place(), message);
  }

  /** The value of that key; empty when it is absent or null. */
  public Optional<Field> find(String key) {
    return findNullable(key).filter(value -> !value.isNull());
  }

  /** The value that these keys lead to; empty when one of them is absent or null. */
  public Optional<Field> find(List<String> keys) {
    Optional<Field> at = Optional.of(this);
    for (String key : keys) {
      at = at.flatMap(field -> field.find(key));
    }
    return at;
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
    List<String> keys = new ArrayList<>(mapping().getValue().size());
    for (NodeTuple tuple : mapping().getValue()) {
      keys.add(keyText(tuple));
    }
    return keys;
  }

  /** The elements of a list, in their order. */
  public List<Field> items() {
    if (!(node instanceof SequenceNode sequence)) {
      throw error("must be a list");
    }
    Aliases.@Nullable Alias[] aliases = document.aliases().of(sequence);
    List<Field> items = new ArrayList<>(sequence.getValue().size());
    for (Node item : sequence.getValue()) {
      int i = items.size();
      items.add(new Field(this, null, i, item, null, aliases[i]));
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
    BigInteger value = wholeNumber();
    if (value.compareTo(BigInteger.valueOf(least)) < 0
        || value.compareTo(BigInteger.valueOf(most)) > 0) {
      throw error(value + " is not within " + least + " to " + most);
    }
    return value.intValueExact();
  }

  /**
   * A whole number of at most 64 digits, decimal or as {@code 0x…}. A leading zero is refused: half
   * of the readers of YAML take it for octal.
   */
  public BigInteger wholeNumber() {
    String text = text();
    boolean isHex = text.startsWith("0x") || text.startsWith("0X");
    int from = isHex ? 2 : text.startsWith("-") ? 1 : 0;
    int digits = text.length() - from;
    boolean fits = digits > 0 && digits <= 64 && (isHex || digits == 1 || text.charAt(from) != '0');
    for (int i = from; i < text.length() && fits; i++) {
      char c = text.charAt(i);
      fits = c <= 'f' && Character.digit(c, isHex ? 16 : 10) >= 0;
    }
    if (!fits) {
      throw error("'" + shortened(text) + "' is not a whole number");
    }
    return isHex ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
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

  public boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /** Every scalar below this value, in the order of the text. */
  public List<Field> scalars() {
    return NodeWalk.below(this).stream().filter(f -> f.node instanceof ScalarNode).toList();
  }

  /** Every list below this value, in the order of the text. */
  public List<Field> lists() {
    return NodeWalk.below(this).stream().filter(Field::isList).toList();
  }

  /** Every mapping here and below, in the order of the text. */
  public List<Field> mappings() {
    return NodeWalk.below(this).stream().filter(Field::isMapping).toList();
  }

  /** The values of a mapping with their keys, null ones too, in their order. */
  public List<Field> fields() {
    if (!isMapping()) {
      throw error("must be a mapping of fields");
    }
    return children();
  }

  /** The text of its own key; empty for an element of a list. */
  public Optional<String> key() {
    return key != null && key.node instanceof ScalarNode scalar
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }

  /** Its own key as a value; empty for an element of a list. */
  public Optional<Field> ownKey() {
    return Optional.ofNullable(key);
  }

  // Where it stands in the text, for those who edit it.

  public Node node() {
    return node;
  }

  /** Offset of its first character in the document's text, an anchor or tag included. */
  public int start() {
    return document.offset(
        alias != null ? alias.start() : node.getStartMark().orElseThrow().getIndex());
  }

  /** Offset behind its last character; of a block collection, somewhere behind its last line. */
  public int end() {
    return document.offset(
        alias != null ? alias.end() : node.getEndMark().orElseThrow().getIndex());
  }

  /** Offset behind the last character of the last scalar, alias or flow collection in it. */
  public int contentEnd() {
    if (alias != null
        || !(node instanceof CollectionNode<?> collection)
        || collection.getFlowStyle() == FlowStyle.FLOW
        || collection.getValue().isEmpty()) {
      return end();
    }
    int from = start();
    int to = end();
    Field last = null;
    for (Field child : children()) { // what a merge key brings stands elsewhere
      boolean isHere = child.start() >= from && child.end() <= to;
      if (isHere && (last == null || child.start() >= last.start())) {
        last = child;
      }
    }
    int content = last == null ? from : last.contentEnd();
    int codePoint = node.getEndMark().orElseThrow().getIndex();
    return Math.max(content, document.offset(document.aliases().endBefore(codePoint)));
  }

  /** The elements of a list, or the values of a mapping with their keys. */
  List<Field> children() {
    if (!(node instanceof MappingNode mapping)) {
      return items();
    }
    Aliases.@Nullable Alias[] aliases = document.aliases().of(mapping);
    List<Field> values = new ArrayList<>(mapping.getValue().size());
    for (NodeTuple tuple : mapping.getValue()) {
      int i = 2 * values.size();
      String text = keyText(tuple);
      Field name = new Field(this, text, 0, tuple.getKeyNode(), null, aliases[i]);
      values.add(new Field(this, text, 0, tuple.getValueNode(), name, aliases[i + 1]));
    }
    return values;
  }

  /**
   * Offset behind the colon of that key, which must be there: {@code {a}} has a key without one.
   */
  public int endOfKey(String name) {
    Field field = keyOf(name).orElseThrow();
    int colon = document.text().indexOf(':', field.end());
    if (colon < 0 || !document.text().substring(field.end(), colon).isBlank()) {
      throw field.error("has no colon right behind it, so it cannot be edited");
    }
    return colon + 1;
  }

  /** Offset behind the colon of its own key; empty for an element of a list. */
  public Optional<Integer> keyEnd() {
    return key == null
        ? Optional.empty()
        : Optional.of(document.text().indexOf(':', key.end()) + 1);
  }

  /** Offset of the line on which the key behind that one begins, or where this mapping ends. */
  int endOf(String key) {
    List<NodeTuple> tuples = mapping().getValue();
    int next = keys().indexOf(key) + 1;
    return next == tuples.size()
        ? end()
        : new Lines(document.text())
            .start(new Field(document, path(), tuples.get(next).getKeyNode()).start());
  }

  /** The column of its first character; of a mapping below a tag or anchor, that of its keys. */
  public int column() {
    if (alias != null) {
      return alias.column();
    }
    Mark start = node.getStartMark().orElseThrow();
    String text = document.text();
    if (node instanceof MappingNode mapping
        && !isFlow()
        && "!&".indexOf(text.charAt(start())) >= 0) {
      Mark key = mapping.getValue().getFirst().getKeyNode().getStartMark().orElseThrow();
      if (key.getLine() > start.getLine()) {
        int line = new Lines(text).start(document.offset(key.getIndex()));
        int first = line;
        while (text.charAt(first) == ' ') {
          first++;
        }
        return first - line;
      }
    }
    return start.getColumn();
  }

  public boolean isFlow() {
    return node instanceof CollectionNode<?> collection
        && collection.getFlowStyle() == FlowStyle.FLOW;
  }

  /** Whether an alias stands here: {@code *name}. Then what it stands for is written elsewhere. */
  public boolean isAlias() {
    return alias != null;
  }

  /** Whether an anchor stands on it or below. */
  public boolean hasAnchor() {
    return NodeWalk.below(this).stream()
        .anyMatch(f -> !f.isAlias() && f.node.getAnchor().isPresent());
  }

  /** An alias that reads this value too, or one around it, and would change with it. */
  public Optional<String> readBy() {
    int at = alias != null ? alias.start() : node.getStartMark().orElseThrow().getIndex();
    return described(document.aliases().reading(at));
  }

  /** An alias behind this value that reads what has an anchor in it. */
  public Optional<String> readBehind() {
    if (alias != null) {
      return Optional.empty();
    }
    int start = node.getStartMark().orElseThrow().getIndex();
    return described(
        document.aliases().readingFrom(start, node.getEndMark().orElseThrow().getIndex()));
  }

  private Optional<String> described(Aliases.@Nullable Alias found) {
    if (found == null) {
      return Optional.empty();
    }
    int line = document.fileLine(found.line());
    return Optional.of("the alias *" + found.name() + (line > 0 ? " on line " + line : ""));
  }

  /** The key's own node. */
  public Optional<Field> keyOf(String key) {
    return findNullable(key).map(value -> Objects.requireNonNull(value.key));
  }

  /** The value of that key even when it is null. */
  public Optional<Field> findNullable(String key) {
    List<NodeTuple> tuples = mapping().getValue();
    for (int i = 0; i < tuples.size(); i++) {
      NodeTuple tuple = tuples.get(i);
      if (keyText(tuple).equals(key)) {
        boolean mayBeAlias =
            tuple.getKeyNode().getAnchor().isPresent()
                || tuple.getValueNode().getAnchor().isPresent();
        if (mayBeAlias) {
          return Optional.of(children().get(i));
        }
        Field name = new Field(this, key, 0, tuple.getKeyNode(), null, null);
        return Optional.of(new Field(this, key, 0, tuple.getValueNode(), name, null));
      }
    }
    return Optional.empty();
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

  private MappingNode mapping() {
    if (node instanceof MappingNode mapping) {
      return mapping;
    }
    throw error("must be a mapping of fields");
  }

  /** The path of the value of that key. */
  String childPath(String key) {
    String step = key.contains(".") ? "[" + key + "]" : key;
    return below(path().isEmpty() || step.startsWith("[") ? step : "." + step);
  }

  /** Cut where no person would read on: every value below a key of a megabyte has a path too. */
  private String below(String step) {
    String above = path();
    if (above.length() >= LONGEST_PATH) {
      return above;
    }
    String whole = above + step;
    return whole.length() < LONGEST_PATH ? whole : Printable.start(whole, LONGEST_PATH - 1) + "…";
  }

  static String keyText(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
  }

  @Override
  public String toString() {
    return place().toString();
  }
}
