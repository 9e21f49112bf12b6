package dev.leasehold.ssh;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The data of a Secret: texts by key. */
public final class SecretData {
  private final Map<String, String> values;

  public SecretData(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /** The text of that key; empty if there is none, or only white space. */
  Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key)).filter(text -> !text.isBlank());
  }

  /** The keys alone. */
  @Override
  public String toString() {
    return new TreeSet<>(values.keySet()).toString();
  }
}
