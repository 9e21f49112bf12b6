package dev.leasehold.apiserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads lists and watches of an API server as a stream; what is not needed is skipped. */
final class ObjectReader implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxStringLength(1 << 20)
                  .maxNumberLength(100)
                  .maxNameLength(4096)
                  .build())
          .build();

  private static final Projection METADATA = new Projection(true, Map.of());

  private final JsonParser parser;
  private final Projection kept;

  ObjectReader(InputStream in, Projection kept) throws IOException {
    this.parser = FACTORY.createParser(in);
    this.kept = kept;
  }

  /**
   * A page of a list.
   *
   * @param resourceVersion the version from which a watch goes on
   * @param next the token of the next page; empty after the last
   */
  record Page(String resourceVersion, String next) {}

  /**
   * A message of a watch.
   *
   * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK} or {@code ERROR}
   * @param object the object; of a bookmark it has only the version
   * @param code the status of an error, else 0
   * @param message the words of an error
   */
  record Event(String type, ApiObject object, int code, String message) {}

  /** Reads a list; hands out its items one by one. */
  Page page(Consumer<ApiObject> items) throws IOException {
    String version = "";
    String next = "";
    start();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (field.equals("items") && token == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          items.accept(object().object());
        }
      } else if (field.equals("metadata") && token == JsonToken.START_OBJECT) {
        Map<String, Object> metadata = values(METADATA);
        version = text(metadata, "resourceVersion");
        next = text(metadata, "continue");
      } else {
        parser.skipChildren();
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT || version.isEmpty()) {
      throw new IOException("the list is not whole");
    }
    return new Page(version, next);
  }

  /** The next message of a watch; null at the end. */
  @Nullable Event event() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return null;
    }
    if (first != JsonToken.START_OBJECT) {
      throw new IOException("the watch sends something else than objects");
    }
    String type = "";
    Found found = Found.NOTHING;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (field.equals("object") && token == JsonToken.START_OBJECT) {
        found = object();
      } else if (field.equals("type") && token == JsonToken.VALUE_STRING) {
        type = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return new Event(type, found.object(), found.code(), found.message());
  }

  private record Found(ApiObject object, int code, String message) {
    static final Found NOTHING =
        new Found(new ApiObject("", "", "", "", Map.of(), Map.of()), 0, "");
  }

  /** The object, or Status, that has just begun. */
  private Found object() throws IOException {
    Map<String, Object> metadata = Map.of();
    Map<String, Object> spec = Map.of();
    Map<String, Object> status = Map.of();
    int code = 0;
    String message = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (field.equals("metadata") && token == JsonToken.START_OBJECT) {
        metadata = values(METADATA);
      } else if (field.equals("spec") && token == JsonToken.START_OBJECT) {
        spec = values(kept.field(field));
      } else if (field.equals("status") && token == JsonToken.START_OBJECT) {
        status = values(kept.field(field));
      } else if (field.equals("code") && token == JsonToken.VALUE_NUMBER_INT) {
        code = parser.getIntValue();
      } else if (field.equals("message") && token == JsonToken.VALUE_STRING) {
        message = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return new Found(
        new ApiObject(
            text(metadata, "namespace"),
            text(metadata, "name"),
            text(metadata, "uid"),
            text(metadata, "resourceVersion"),
            spec,
            status),
        code,
        message);
  }

  /** What is kept of the object that has just begun; null: nothing. */
  private Map<String, Object> values(@Nullable Projection wanted) throws IOException {
    if (wanted == null) {
      parser.skipChildren();
      return Map.of();
    }
    Map<String, Object> values = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      Projection below = wanted.field(field);
      @Nullable Object value = value(parser.nextToken(), below, wanted.allScalars());
      if (value != null) {
        values.put(field, value);
      }
    }
    return values;
  }

  /** The value that has just begun, as far as it is kept; null: it is not. */
  private @Nullable Object value(
      @Nullable JsonToken token, @Nullable Projection wanted, boolean isAnyScalarKept)
      throws IOException {
    if (wanted == null && !isAnyScalarKept || token == null) {
      parser.skipChildren();
      return null;
    }
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> number();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_OBJECT -> wanted == null ? skipped() : values(wanted);
      case START_ARRAY -> wanted == null ? skipped() : elements(wanted);
      default -> null;
    };
  }

  private @Nullable Object skipped() throws IOException {
    parser.skipChildren();
    return null;
  }

  /** The elements of the list that has just begun; lists in it are left out. */
  private List<Object> elements(Projection wanted) throws IOException {
    List<Object> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      @Nullable Object value =
          token == JsonToken.START_ARRAY ? skipped() : value(token, wanted, true);
      if (value != null) {
        elements.add(value);
      }
    }
    return elements;
  }

  /** A number that no Long can be is a text: nothing takes it for a number. */
  private Object number() throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? parser.getText()
        : (Object) parser.getLongValue();
  }

  private void start() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("the answer is not an object of JSON");
    }
  }

  private static String text(Map<String, Object> values, String field) {
    return values.get(field) instanceof String text ? text : "";
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
