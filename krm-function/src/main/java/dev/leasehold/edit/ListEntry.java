package dev.leasehold.edit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/** An element to write into a list: one string, a few string fields in order, or YAML. */
public sealed interface ListEntry {
  /** A single string. */
  record Text(String value) implements ListEntry {}

  /** A number, a boolean, a mapping or a list, as YAML in flow style on one line. */
  record Spelled(String yaml) implements ListEntry {}

  /**
   * Fields and their values, in order, at least one.
   *
   * @param implied those whose values are their defaults: an element without them means the same
   */
  record Fields(SequencedMap<String, String> values, Set<String> implied) implements ListEntry {
    public Fields {
      if (values.isEmpty()) {
        throw new IllegalArgumentException("an entry without fields");
      }
      values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
      implied = Set.copyOf(implied);
    }

    /** Fields of which none is implied. */
    public Fields(SequencedMap<String, String> values) {
      this(values, Set.of());
    }

    /** The same with that field implied. */
    public Fields implying(String key) {
      return new Fields(values, Set.of(key));
    }

    /** One field. */
    public static Fields of(String key, String value) {
      SequencedMap<String, String> values = new LinkedHashMap<>();
      values.put(key, value);
      return new Fields(values);
    }

    /** Two fields. */
    public static Fields of(String key, String value, String key2, String value2) {
      SequencedMap<String, String> values = new LinkedHashMap<>();
      values.put(key, value);
      values.put(key2, value2);
      return new Fields(values);
    }
  }
}
