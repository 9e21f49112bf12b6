package dev.leasehold.api;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.Variables;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A label selector of Kubernetes: all of its requirements must hold.
 *
 * @param complete whether all of it could be read; a variable that somebody fills in later could
 *     not
 */
public record LabelSelector(List<Requirement> requirements, boolean complete) {
  /** Selects everything, as a selector that is left out does in a pool. */
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), true);

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /** What a requirement asks of the label. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  /** Whether labels match. */
  public enum Match {
    YES,
    NO,
    UNKNOWN
  }

  /** What is asked of one label; {@code values} is empty for the operators that take none. */
  public record Requirement(String key, Operator operator, Set<String> values) {
    public Requirement {
      values = Set.copyOf(values);
    }

    private Match match(Map<String, String> labels, boolean allKnown) {
      String value = labels.get(key);
      if (value == null && !allKnown) {
        return Match.UNKNOWN;
      }
      boolean matches =
          switch (operator) {
            case IN -> value != null && values.contains(value);
            case NOT_IN -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
          };
      return matches ? Match.YES : Match.NO;
    }
  }

  /** Reads what can be read of it. */
  public static LabelSelector read(Field selector) {
    if (!selector.isMapping()) {
      return new LabelSelector(List.of(), false);
    }
    List<Requirement> requirements = new ArrayList<>();
    boolean complete = true;
    Optional<Field> labels = selector.find("matchLabels");
    if (labels.isPresent() && labels.get().isMapping()) {
      for (String key : labels.get().keys()) {
        Optional<Field> value = labels.get().find(key).filter(Variables::isKnown);
        if (value.isPresent() && !Variables.isVariable(key)) {
          requirements.add(new Requirement(key, Operator.IN, Set.of(value.get().text())));
        } else {
          complete = false;
        }
      }
    } else {
      complete = labels.isEmpty();
    }
    Optional<Field> expressions = selector.find("matchExpressions");
    if (expressions.isPresent() && expressions.get().isList()) {
      for (Field item : expressions.get().items()) {
        Optional<Requirement> requirement = requirement(item);
        requirement.ifPresent(requirements::add);
        complete &= requirement.isPresent();
      }
    } else {
      complete &= expressions.isEmpty();
    }
    return new LabelSelector(requirements, complete);
  }

  private static Optional<Requirement> requirement(Field item) {
    if (!item.isMapping()) {
      return Optional.empty();
    }
    Optional<String> key = item.find("key").filter(Variables::isKnown).map(Field::text);
    Optional<Operator> operator =
        item.find("operator").filter(Variables::isKnown).flatMap(f -> operator(f.text()));
    Set<String> values = new LinkedHashSet<>();
    for (Field value :
        item.find("values").filter(Field::isList).map(Field::items).orElse(List.of())) {
      if (!Variables.isKnown(value)) {
        return Optional.empty();
      }
      values.add(value.text());
    }
    return key.flatMap(k -> operator.map(o -> new Requirement(k, o, values)));
  }

  private static Optional<Operator> operator(String text) {
    return Optional.ofNullable(
        switch (text) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
          default -> null;
        });
  }

  /** Whether every object matches. */
  public boolean isEverything() {
    return complete
        && requirements.stream()
            .allMatch(r -> r.operator() == Operator.NOT_IN && r.values().isEmpty());
  }

  /**
   * Whether an object with these labels matches.
   *
   * @param allKnown whether it has no others
   */
  public Match match(Map<String, String> labels, boolean allKnown) {
    Match all = complete ? Match.YES : Match.UNKNOWN;
    for (Requirement requirement : requirements) {
      Match match = requirement.match(labels, allKnown);
      if (match == Match.NO) {
        return Match.NO;
      }
      all = match == Match.UNKNOWN ? match : all;
    }
    return all;
  }
}
