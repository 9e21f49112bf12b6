package dev.leasehold.setters;

import java.util.Map;
import java.util.Optional;

/** Where values come from. */
@FunctionalInterface
public interface SetterSource {
  /** The value of that name; empty when none is given, which leaves what stands there. */
  Optional<SetterValue> find(String name);

  /** Single values. */
  static SetterSource of(Map<String, String> texts) {
    return name -> Optional.ofNullable(texts.get(name)).map(SetterValue.Text::new);
  }
}
