package dev.leasehold.forge;

import dev.leasehold.http.JsonValue;
import java.util.List;

/** Members of replies that must be there. */
final class Fields {
  private Fields() {}

  static String text(JsonValue object, String name) {
    return object.get(name).text().orElseThrow(() -> new MissingException(name));
  }

  static long number(JsonValue object, String name) {
    return object.get(name).number().orElseThrow(() -> new MissingException(name));
  }

  /** The elements of a reply that is a list. */
  static List<JsonValue> list(JsonValue reply) {
    if (!reply.isList()) {
      throw new MissingException("a list");
    }
    return reply.elements();
  }

  static JsonValue object(JsonValue parent, String name) {
    JsonValue value = parent.get(name);
    if (value.isNull()) {
      throw new MissingException(name);
    }
    return value;
  }

  /** A reply lacks a member; {@link ForgeCalls#read} makes an answer of it. */
  static final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    MissingException(String field) {
      super("no " + field);
      this.field = field;
    }

    String field() {
      return field;
    }
  }
}
