package dev.leasehold.mirror;

import dev.leasehold.text.Printable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A condition of an object, before it is known when it last changed.
 *
 * @param reason one word in PascalCase
 * @param message for people
 */
record Condition(String type, boolean holds, String reason, String message) {
  static final String READY = "Ready";

  private static final int MOST_CHARACTERS = 1_024;

  Condition {
    message = Printable.start(Printable.line(message), MOST_CHARACTERS);
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", type);
    fields.put("status", holds ? "True" : "False");
    fields.put("reason", reason);
    fields.put("message", message);
    return fields;
  }
}
