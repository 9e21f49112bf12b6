package dev.leasehold;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSON Schema (draft 7) that our schemas use; any other keyword is an error. Schemas
 * and values are maps, lists and scalars.
 */
final class JsonSchema {
  private static final List<String> NOTES = List.of("$schema", "title", "description", "default");

  private final List<String> misfits = new ArrayList<>();

  private JsonSchema() {}

  /** The violations with their paths; empty if there are none. */
  static List<String> misfits(Map<?, ?> schema, @Nullable Object value) {
    JsonSchema check = new JsonSchema();
    check.check("", schema, value);
    return check.misfits;
  }

  /** A nested mapping; empty if it is missing. */
  static Map<?, ?> map(Map<?, ?> parent, Object key) {
    return parent.get(key) instanceof Map<?, ?> map ? map : Map.of();
  }

  private void check(String path, Map<?, ?> schema, @Nullable Object value) {
    schema.forEach((word, rule) -> {
      if (!fits(path, schema, word.toString(), rule, value)) {
        misfits.add(path + ": " + word + " " + rule + " of " + value);
      }
    });
  }

  private boolean fits(
      String path, Map<?, ?> schema, String word, Object rule, @Nullable Object value) {
    String text = String.valueOf(value);
    return switch (word) {
      case "type" ->
          rule instanceof List<?> types
              ? types.stream().anyMatch(type -> isA(type, value))
              : isA(rule, value);
      case "enum" -> list(rule).contains(Objects.requireNonNullElse(value, ""));
      case "pattern" -> Pattern.compile(rule.toString()).matcher(text).find();
      case "minLength" -> text.length() >= number(rule);
      case "maxLength" -> text.length() <= number(rule);
      case "minimum" -> !(value instanceof Number) || number(value) >= number(rule);
      case "maximum" -> !(value instanceof Number) || number(value) <= number(rule);
      case "minItems" -> list(value).size() >= number(rule);
      case "maxItems" -> list(value).size() <= number(rule);
      case "not" -> !misfits((Map<?, ?>) rule, value).isEmpty();
      case "oneOf" ->
          list(rule).stream().filter(one -> misfits((Map<?, ?>) one, value).isEmpty()).count() == 1;
      case "required" ->
          value instanceof Map<?, ?> map && list(rule).stream().allMatch(map::containsKey);
      case "items" -> {
        List<?> items = list(value);
        for (int i = 0; i < items.size(); i++) {
          check(path + "[" + i + "]", (Map<?, ?>) rule, items.get(i));
        }
        yield true;
      }
      case "properties" -> {
        if (value instanceof Map<?, ?> map) {
          map.forEach((key, v) -> check(path + "." + key, map((Map<?, ?>) rule, key), v));
        }
        yield true;
      }
      case "additionalProperties" ->
          !(value instanceof Map<?, ?> map)
              || map.entrySet().stream()
                  .filter(e -> !map(schema, "properties").containsKey(e.getKey()))
                  .allMatch(e ->
                      rule instanceof Map<?, ?> other && misfits(other, e.getValue()).isEmpty());
      default -> NOTES.contains(word);
    };
  }

  private static boolean isA(@Nullable Object type, @Nullable Object value) {
    return switch (String.valueOf(type)) {
      case "string" -> value instanceof String;
      case "integer" -> value instanceof Integer || value instanceof Long;
      case "number" -> value instanceof Number;
      case "boolean" -> value instanceof Boolean;
      case "null" -> value == null;
      case "array" -> value instanceof List;
      case "object" -> value instanceof Map;
      default -> false;
    };
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }
}
