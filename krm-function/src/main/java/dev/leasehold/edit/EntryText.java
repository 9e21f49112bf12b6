package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.Mapping;
import dev.leasehold.yaml.Node;
import dev.leasehold.yaml.Scalar;
import dev.leasehold.yaml.ScalarStyle;
import dev.leasehold.yaml.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * How a list's entries are spelled: with the quotes, blanks and quoted keys of the sample, an entry
 * that the list has already.
 */
record EntryText(Field sample) {
  /** The lines of an entry after its dash, the first without indent, the others with this one. */
  String block(ListEntry entry, String indent) {
    return switch (entry) {
      case ListEntry.Text(String value) -> ScalarText.writeInBlock(value, style());
      case ListEntry.Spelled(String yaml) -> yaml;
      case ListEntry.Fields fields when sample.isFlow() -> flow(fields);
      case ListEntry.Fields(var values, _) -> {
        String quote = hasQuotedKeys() ? "\"" : "";
        List<String> lines = new ArrayList<>();
        values.forEach((key, value) ->
            lines.add(quote + key + quote + ": " + ScalarText.write(value, style(key))));
        yield String.join(sample.document().lineBreak() + indent, lines);
      }
    };
  }

  /** The entry inside a flow list. */
  String flow(ListEntry entry) {
    return switch (entry) {
      case ListEntry.Text(String value) -> ScalarText.writeInFlow(value, style(), plainText());
      case ListEntry.Spelled(String yaml) -> yaml;
      case ListEntry.Fields(var values, _) -> {
        String quote = hasQuotedKeys() ? "\"" : "";
        String colon = isTight() ? ":" : ": ";
        List<String> fields = new ArrayList<>();
        values.forEach((key, value) -> {
          String written = ScalarText.writeInFlow(value, style(key), plainText());
          fields.add(quote + key + quote + colon + written);
        });
        yield inBraces(fields);
      }
    };
  }

  /** The sample's first value, as it reads. */
  private String plainText() {
    Node value = firstValue();
    return value instanceof Scalar scalar ? scalar.text() : "";
  }

  /** Whether the sample has braces of its own: the braces of an alias are elsewhere. */
  private boolean isInBraces() {
    return sample.isMapping() && sample.isFlow() && !sample.isAlias();
  }

  /** With the blanks and line breaks that the sample has inside its braces. */
  private String inBraces(List<String> fields) {
    String opening = "";
    String closing = "";
    if (isInBraces() && !sample.keys().isEmpty()) {
      String text = sample.document().text();
      List<String> keys = sample.keys();
      int first = sample.keyOf(keys.getFirst()).orElseThrow().start();
      int last = sample.findNullable(keys.getLast()).orElseThrow().end();
      String before = text.substring(sample.start(), first);
      String following = last < sample.end() ? text.substring(last, sample.end()) : "";
      if (before.startsWith("{")
          && before.substring(1).isBlank()
          && following.endsWith("}")
          && following.substring(0, following.length() - 1).isBlank()) {
        opening = before.substring(1);
        closing = following.substring(0, following.length() - 1);
      }
    }
    String separator = opening.contains("\n") ? "," + opening : isTight() ? "," : ", ";
    return "{" + opening + String.join(separator, fields) + closing + "}";
  }

  /**
   * The edits that turn the sample into that entry, where both have the same shape.
   *
   * @throws FieldException where the sample has that shape but cannot be edited
   */
  Optional<List<TextEdit>> replace(ListEntry entry) {
    List<TextEdit> edits = new ArrayList<>();
    switch (entry) {
      case ListEntry.Text(String value) -> {
        return sample.isScalar() && !hasTag(sample)
            ? Optional.of(ScalarEdit.setText(sample, value).map(List::of).orElseGet(List::of))
            : Optional.empty();
      }
      case ListEntry.Spelled(String yaml) -> {
        if (!(sample.node() instanceof Scalar node) || node.isBlock() || sample.isAlias()) {
          return Optional.empty();
        }
        String text = sample.document().text();
        int start = new Blanks(text).skipProperties(sample.start());
        boolean isTagged = !ScalarEdit.tag(text.substring(sample.start(), start)).isEmpty();
        if (isTagged || start >= sample.end()) { // a tag, or nothing
          return Optional.empty();
        }
        ScalarEdit.rejectReadElsewhere(sample);
        edits.add(new TextEdit(start, sample.end(), yaml));
      }
      case ListEntry.Fields(var values, var implied) -> {
        if (sample.isAlias() || hasTag(sample) || !isOfScalars()) {
          return Optional.empty();
        }
        Set<String> missing = new HashSet<>(values.keySet());
        for (String key : sample.keys()) {
          String value = values.get(key);
          Field field = sample.findNullable(key).orElseThrow();
          if (value == null || hasTag(field)) {
            return Optional.empty();
          }
          missing.remove(key);
          ScalarEdit.setText(field, value).ifPresent(edits::add);
        }
        if (!implied.containsAll(missing)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(edits);
  }

  /** The element as an entry, without its spelling. */
  static ListEntry read(Field item) {
    if (isText(item)) {
      return new ListEntry.Text(item.text());
    }
    if (item.isMapping() && !item.keys().isEmpty()) {
      SequencedMap<String, String> values = new LinkedHashMap<>();
      for (String key : item.keys()) {
        Field value = item.findNullable(key).orElseThrow();
        if (isText(value)) {
          values.put(key, value.text());
        }
      }
      if (values.size() == item.keys().size()) {
        return new ListEntry.Fields(values);
      }
    }
    throw item.error("is in a list that is defined elsewhere; write the list itself here");
  }

  private static boolean isText(Field field) {
    return field.node().type() == Type.STRING;
  }

  /** A tag gives the type of the old value, which the new one may not have. */
  static boolean hasTag(Field field) {
    Type type = field.node().type();
    if (field.isAlias() || type == Type.STRING || type == Type.MAPPING) {
      return false;
    }
    String text = field.document().text();
    int end = new Blanks(text).skipProperties(field.start());
    return !ScalarEdit.tag(text.substring(field.start(), end)).isEmpty();
  }

  private boolean isOfScalars() {
    if (!(sample.node() instanceof Mapping mapping)) {
      return false;
    }
    for (Mapping.Pair entry : mapping.entries()) {
      if (!(entry.value().value() instanceof Scalar)) {
        return false;
      }
    }
    return true;
  }

  /** JSON without blanks: {@code {"cidr":"…"}}. */
  boolean isTight() {
    if (!sample.isFlow() || !hasQuotedKeys()) {
      return false; // {k:v} is one key and no value
    }
    String text = sample.document().text();
    int colon = sample.endOfKey(sample.keys().getFirst());
    return colon < text.length() && text.charAt(colon) > ' ';
  }

  boolean hasQuotedKeys() {
    return first().map(entry -> isDoubleQuoted(entry.key().value())).orElse(false);
  }

  private static boolean isDoubleQuoted(Node node) {
    return node instanceof Scalar scalar && scalar.style() == ScalarStyle.DOUBLE_QUOTED;
  }

  /** As the sample spells that field; as its first one where it has none. */
  private ScalarStyle style(String key) {
    Optional<Node> value =
        sample.isMapping() ? sample.findNullable(key).map(Field::node) : Optional.empty();
    return value.map(this::style).orElseGet(this::style);
  }

  private ScalarStyle style() {
    return style(firstValue());
  }

  private ScalarStyle style(Node value) {
    if (!(value instanceof Scalar scalar) || hasQuotedKeys()) {
      return ScalarStyle.DOUBLE_QUOTED;
    }
    return switch (scalar.style()) {
      case PLAIN -> ScalarStyle.PLAIN;
      case SINGLE_QUOTED -> ScalarStyle.SINGLE_QUOTED;
      default -> ScalarStyle.DOUBLE_QUOTED;
    };
  }

  private Node firstValue() {
    return first().map(entry -> entry.value().value()).orElse(sample.node());
  }

  private Optional<Mapping.Pair> first() {
    return sample.node() instanceof Mapping mapping && !mapping.entries().isEmpty()
        ? Optional.of(mapping.entries().getFirst())
        : Optional.empty();
  }
}
