package dev.leasehold.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value of a server: maps, lists and scalars, of bounded depth.
 *
 * @param value null for null and for what is missing
 */
public record JsonValue(@Nullable Object value) {
  /** Replies of forges have a depth of about ten. */
  private static final int MOST_LEVELS = 64;

  private static final JSON READER =
      JSON.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

  /** Reads a text; empty if it is not JSON, too deep, or has a name twice in one object. */
  public static Optional<JsonValue> parse(String text) {
    try {
      return Optional.of(new JsonValue(READER.anyFrom(text)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Writes maps, lists and scalars. */
  public static String write(Object value) {
    try {
      return WRITER.asString(value);
    } catch (IOException e) {
      throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
    }
  }

  /** A member of an object; that of null if there is none. */
  public JsonValue get(String name) {
    return new JsonValue(value instanceof Map<?, ?> map ? map.get(name) : null);
  }

  /** The elements of a list; none if it is no list. */
  public List<JsonValue> elements() {
    return value instanceof List<?> list ? list.stream().map(JsonValue::new).toList() : List.of();
  }

  /** The names and values of an object; none if it is no object. */
  public Map<?, ?> members() {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /** A text; empty if it is none. */
  public Optional<String> text() {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** A whole number; empty if it is none. */
  public Optional<Long> number() {
    return value instanceof Integer || value instanceof Long
        ? Optional.of(((Number) value).longValue())
        : Optional.empty();
  }

  /** True or false; empty if it is neither. */
  public Optional<Boolean> bool() {
    return value instanceof Boolean bool ? Optional.of(bool) : Optional.empty();
  }

  /** Whether it is null or missing. */
  public boolean isNull() {
    return value == null;
  }

  public boolean isList() {
    return value instanceof List<?>;
  }
}
