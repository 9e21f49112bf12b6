package dev.leasehold.setters;

import java.util.Map;
import java.util.Optional;

/** The source of setter values. */
@FunctionalInterface
public interface SetterSource {
  /** The value of that name; empty when none is given, which leaves the current value. */
  Optional<SetterValue> find(String name);

  /** Whether there is a value of that name, or will be one, as with what has no lease yet. */
  default boolean knows(String name) {
    return find(name).isPresent();
  }

  /** Single values. */
  static SetterSource of(Map<String, String> texts) {
    return name -> Optional.ofNullable(texts.get(name)).map(SetterValue.Single::new);
  }
}
