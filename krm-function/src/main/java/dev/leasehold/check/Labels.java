package dev.leasehold.check;

import dev.leasehold.api.LabelSelector;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Variables;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object's labels, against a label selector. A variable or a value of another shape counts as a
 * match: only a certain mismatch is reported.
 */
record Labels(Map<String, String> values, boolean complete) {
  static Labels of(CheckedObject object) {
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
      complete &= value.map(Labels::isKnown).orElse(true) && !CheckedObject.isVariable(key);
      values.put(key, value.filter(Labels::isKnown).map(Field::text).orElse(""));
    }
    return new Labels(values, complete);
  }

  /** Whether it is a single value and no variable. */
  static boolean isKnown(Field field) {
    return Variables.isKnown(field);
  }

  boolean match(Field selector) {
    return !complete || LabelSelector.read(selector).match(values, true) != LabelSelector.Match.NO;
  }
}
