package dev.leasehold.check;

import dev.leasehold.krm.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * An object's labels, against a label selector. What cannot be known, a variable or another shape,
 * counts as a match: only what is sure not to match is worth a word.
 */
record Labels(Map<String, String> values, boolean complete) {
  static Labels of(Subject object) {
    Optional<Field> labels =
        object.find(object.root(), "metadata").flatMap(m -> object.find(m, "labels"));
    if (labels.isEmpty()) {
      return new Labels(Map.of(), true);
    }
    if (!labels.get().isMapping()) {
      return new Labels(Map.of(), false);
    }
    Map<String, String> values = new HashMap<>();
    boolean complete = true;
    for (String key : labels.get().keys()) {
      Optional<Field> value = labels.get().find(key);
      complete &= value.map(Labels::isKnown).orElse(true) && !Subject.isVariable(key);
      values.put(key, value.filter(Labels::isKnown).map(Field::text).orElse(""));
    }
    return new Labels(values, complete);
  }

  /** A single value that nobody puts something else in place of. */
  static boolean isKnown(Field field) {
    return field.node() instanceof ScalarNode && !field.isNull() && !Subject.isVariable(field);
  }

  boolean match(Field selector) {
    return !complete
        || !selector.isMapping()
        || matchLabels(selector) && matchExpressions(selector);
  }

  private boolean matchLabels(Field selector) {
    Optional<Field> wanted = selector.find("matchLabels").filter(Field::isMapping);
    if (wanted.isEmpty()) {
      return true;
    }
    for (String key : wanted.get().keys()) {
      Optional<Field> value = wanted.get().find(key);
      boolean sure = value.map(Labels::isKnown).orElse(false) && !Subject.isVariable(key);
      if (sure && !value.orElseThrow().text().equals(values.get(key))) {
        return false;
      }
    }
    return true;
  }

  private boolean matchExpressions(Field selector) {
    Optional<Field> list = selector.find("matchExpressions").filter(Field::isList);
    return list.isEmpty() || list.get().items().stream().allMatch(this::matchExpression);
  }

  private boolean matchExpression(Field expression) {
    if (!expression.isMapping()) {
      return true;
    }
    Optional<Field> key = expression.find("key").filter(Labels::isKnown);
    Optional<Field> operator = expression.find("operator").filter(Labels::isKnown);
    List<Field> wanted =
        expression.find("values").filter(Field::isList).map(Field::items).orElse(List.of());
    if (key.isEmpty() || operator.isEmpty() || !wanted.stream().allMatch(Labels::isKnown)) {
      return true;
    }
    String value = values.get(key.get().text());
    boolean in = value != null && wanted.stream().anyMatch(w -> w.text().equals(value));
    return switch (operator.get().text()) {
      case "In" -> in;
      case "NotIn" -> !in;
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> true;
    };
  }
}
