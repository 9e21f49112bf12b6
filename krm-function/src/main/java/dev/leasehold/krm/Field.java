package dev.leasehold.krm;

import dev.leasehold.text.Lines;
import dev.leasehold.text.Printable;
import dev.leasehold.yaml.Alias;
import dev.leasehold.yaml.Mapping;
import dev.leasehold.yaml.Node;
import dev.leasehold.yaml.Scalar;
import dev.leasehold.yaml.ScalarStyle;
import dev.leasehold.yaml.Sequence;
import dev.leasehold.yaml.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value in a {@link Document} and the way to it. Reading what is not there, or is of another
 * shape, throws a {@link FieldException} that names file, line and field.
 */
public final class Field {
  private static final int LONGEST_PATH = 400;

  private final Document document;

  /** Composed on demand: most fields are only visited. */
  private @Nullable String path;

  private final @Nullable Field parent;

  /** The key of the parent; null for the element of a list. */
  private final @Nullable String step;

  private final int index;

  /** The node as it is written, which may be an alias. */
  private final Node written;

  /** The node as it is read: of an alias, the value that it refers to. */
  private final Node node;

  private final @Nullable Field key;

  Field(Document document, String path, Node node) {
    this.document = document;
    this.path = path;
    this.parent = null;
    this.step = null;
    this.index = 0;
    this.written = node;
    this.node = node.value();
    this.key = null;
  }

  private Field(Field parent, @Nullable String step, int index, Node node, @Nullable Field key) {
    this.document = parent.document;
    this.parent = parent;
    this.step = step;
    this.index = index;
    this.written = node;
    this.node = node.value();
    this.key = key;
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
    return new Place(
        document.file(), document.fileLine(written.line()), document.objectName(), path());
  }

  /** The exception to throw when this value cannot be used. */
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
    List<String> keys = new ArrayList<>(mapping().entries().size());
    for (Mapping.Pair entry : mapping().entries()) {
      keys.add(entry.name());
    }
    return keys;
  }

  /** The elements of a list, in their order. */
  public List<Field> items() {
    if (!(node instanceof Sequence sequence)) {
      throw error("must be a list");
    }
    List<Field> items = new ArrayList<>(sequence.items().size());
    for (Node item : sequence.items()) {
      items.add(new Field(this, null, items.size(), item, null));
    }
    return items;
  }

  /** A scalar as it reads, whatever its type: {@code 60}, {@code 0x1000} and {@code "a"} alike. */
  public String text() {
    if (!(node instanceof Scalar scalar) || isNull()) {
      throw error("must be a single value");
    }
    return scalar.text();
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
    for (Mapping.Pair entry : mapping().entries()) {
      String key = entry.name();
      if (!Arrays.asList(known).contains(key)) {
        throw new Field(document, childPath(key), entry.key().value())
            .error("unknown field; valid fields are " + String.join(", ", known));
      }
    }
  }

  public boolean isMapping() {
    return node instanceof Mapping;
  }

  public boolean isList() {
    return node instanceof Sequence;
  }

  public boolean isNull() {
    return node.type() == Type.NULL;
  }

  /** Every scalar below this value, in the order of the text. */
  public List<Field> scalars() {
    return NodeWalk.below(this).stream().filter(f -> f.node instanceof Scalar).toList();
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
    return key != null && key.node instanceof Scalar scalar
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  /** Its own key as a value; empty for an element of a list. */
  public Optional<Field> ownKey() {
    return Optional.ofNullable(key);
  }

  // Its place in the text, for edits.

  /** The value; of an alias, the value that it refers to. */
  public Node node() {
    return node;
  }

  public boolean isScalar() {
    return node instanceof Scalar;
  }

  /** Whether it is a single value that says by its style that it is a text. */
  public boolean isQuoted() {
    return node instanceof Scalar scalar && scalar.style() != ScalarStyle.PLAIN;
  }

  /** A scalar as it reads, null too; empty text for a list or mapping. */
  public String scalarText() {
    return node instanceof Scalar scalar ? scalar.text() : "";
  }

  /** Offset of its first character in the document's text, an anchor or tag included. */
  public int start() {
    return written.start();
  }

  /** Offset after its last character; of a block collection, somewhere after its last line. */
  public int end() {
    return written.end();
  }

  /** Offset after the last character of the last scalar, alias or flow collection in it. */
  public int contentEnd() {
    if (isAlias() || isScalar() || node.isFlow()) {
      return end();
    }
    List<Field> children = children();
    if (children.isEmpty()) {
      return end();
    }
    int from = start();
    int to = end();
    Field last = null;
    for (Field child : children) { // the fields of a merge key are written elsewhere
      boolean isHere = child.start() >= from && child.end() <= to;
      if (isHere && (last == null || child.start() >= last.start())) {
        last = child;
      }
    }
    int content = last == null ? from : last.contentEnd();
    return Math.max(content, document.aliases().endBefore(to));
  }

  /** The list or mapping that it is in; empty at the top. */
  public Optional<Field> parent() {
    return Optional.ofNullable(parent);
  }

  /** A filter for the children of a value. */
  @FunctionalInterface
  public interface Near {
    /**
     * Whether to take the child that ends at {@code to}, where the child before it ends at {@code
     * from}; both are offsets in the text. What it takes within a stretch it takes in a longer one.
     */
    boolean takes(int from, int to);
  }

  /**
   * The elements or values that the filter takes. In a document with aliases these are all, as a
   * value may be read far from its place.
   */
  public List<Field> children(Near near) {
    if (!document.aliases().isEmpty()) {
      return children();
    }
    if (!near.takes(start(), end())) {
      return List.of();
    }
    List<Field> taken = new ArrayList<>();
    int from = start();
    switch (node) {
      case Mapping mapping -> {
        for (Mapping.Pair entry : mapping.entries()) {
          int to = entry.value().end();
          if (near.takes(from, to)) {
            taken.add(value(entry));
          }
          from = to;
        }
      }
      case Sequence list -> {
        List<Node> items = list.items();
        for (int i = 0; i < items.size(); i++) {
          int to = items.get(i).end();
          if (near.takes(from, to)) {
            taken.add(new Field(this, null, i, items.get(i), null));
          }
          from = to;
        }
      }
      default -> throw error("must be a list or a mapping");
    }
    return taken;
  }

  /** The elements of a list, or the values of a mapping with their keys. */
  List<Field> children() {
    if (!(node instanceof Mapping mapping)) {
      return items();
    }
    List<Field> values = new ArrayList<>(mapping.entries().size());
    for (Mapping.Pair entry : mapping.entries()) {
      values.add(value(entry));
    }
    return values;
  }

  private Field value(Mapping.Pair entry) {
    String name = entry.name();
    Field key = new Field(this, name, 0, entry.key(), null);
    return new Field(this, name, 0, entry.value(), key);
  }

  /** Offset after the colon of that key, which must be there: {@code {a}} has a key without one. */
  public int endOfKey(String name) {
    Field field = keyOf(name).orElseThrow();
    int colon = document.text().indexOf(':', field.end());
    if (colon < 0 || !document.text().substring(field.end(), colon).isBlank()) {
      throw field.error("has no colon directly after it, so it cannot be edited");
    }
    return colon + 1;
  }

  /** Offset after the colon of its own key; empty for an element of a list. */
  public Optional<Integer> keyEnd() {
    return key == null
        ? Optional.empty()
        : Optional.of(document.text().indexOf(':', key.end()) + 1);
  }

  /** Offset of the line on which the key after that one begins, or where this mapping ends. */
  int endOf(String key) {
    List<Mapping.Pair> entries = mapping().entries();
    int next = keys().indexOf(key) + 1;
    return next == entries.size()
        ? end()
        : new Lines(document.text()).start(entries.get(next).key().start());
  }

  /** The column of its first character; of a mapping below a tag or anchor, that of its keys. */
  public int column() {
    String text = document.text();
    if (written instanceof Mapping mapping
        && !isFlow()
        && "!&".indexOf(text.charAt(start())) >= 0) {
      Node key = mapping.entries().getFirst().key().value();
      if (key.line() > written.line()) {
        int line = new Lines(text).start(key.start());
        int first = line;
        while (text.charAt(first) == ' ') {
          first++;
        }
        return first - line;
      }
    }
    return written.column();
  }

  public boolean isFlow() {
    return node.isFlow();
  }

  /** Whether it is an element or a value in brackets or braces. */
  public boolean isInFlow() {
    return parent != null && parent.isFlow();
  }

  /** Whether it is an alias, {@code *name}: then its value is written elsewhere. */
  public boolean isAlias() {
    return written instanceof Alias;
  }

  /** Whether it, or a value below it, has an anchor. */
  public boolean hasAnchor() {
    return NodeWalk.below(this).stream().anyMatch(f -> !f.isAlias() && f.node.hasAnchor());
  }

  /** An alias that reads this value too, or one around it, and would change with it. */
  public Optional<String> readBy() {
    return document.hasAliases()
        ? document.aliases().reading(start()).map(this::described)
        : Optional.empty();
  }

  /** An alias after this value that reads what has an anchor in it. */
  public Optional<String> readLater() {
    return isAlias()
        ? Optional.empty()
        : document.aliases().readingFrom(start(), end()).map(this::described);
  }

  private String described(Alias found) {
    int line = document.fileLine(found.line());
    return "the alias *" + found.name() + (line > 0 ? " on line " + line : "");
  }

  /** The key's own node. */
  public Optional<Field> keyOf(String key) {
    return findNullable(key).map(value -> Objects.requireNonNull(value.key));
  }

  /** The value of that key even when it is null. */
  public Optional<Field> findNullable(String key) {
    for (Mapping.Pair entry : mapping().entries()) {
      if (entry.isNamed(key)) {
        return Optional.of(value(entry));
      }
    }
    return Optional.empty();
  }

  static @Nullable Node valueOf(Mapping mapping, String key) {
    for (Mapping.Pair entry : mapping.entries()) {
      if (entry.isNamed(key)) {
        return entry.value().value();
      }
    }
    return null;
  }

  static String scalarOf(Mapping mapping, String key) {
    return valueOf(mapping, key) instanceof Scalar scalar ? scalar.text() : "";
  }

  private Mapping mapping() {
    if (node instanceof Mapping mapping) {
      return mapping;
    }
    throw error("must be a mapping of fields");
  }

  /** The path of the value of that key. */
  String childPath(String key) {
    String step = key.contains(".") ? "[" + key + "]" : key;
    return below(path().isEmpty() || step.startsWith("[") ? step : "." + step);
  }

  /**
   * Cut at a length that is still readable: every value below a key of a megabyte has a path too.
   */
  private String below(String step) {
    String above = path();
    if (above.length() >= LONGEST_PATH) {
      return above;
    }
    String whole = above + step;
    return whole.length() < LONGEST_PATH ? whole : Printable.start(whole, LONGEST_PATH - 1) + "…";
  }

  @Override
  public String toString() {
    return place().toString();
  }
}
