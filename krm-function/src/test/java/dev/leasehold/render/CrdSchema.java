package dev.leasehold.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a CustomResourceDefinition says of the shape of its objects: types, required and unknown
 * fields, enumerations, patterns, bounds. Its CEL rules are not evaluated.
 */
final class CrdSchema {
  private static final int MOST_CHARACTERS = 8 << 20;

  /** By API version and kind. */
  private final Map<String, Map<?, ?>> schemas = new HashMap<>();

  /** Reads every CRD of these files. */
  static CrdSchema read(List<Path> files) {
    CrdSchema all = new CrdSchema();
    for (Path file : files) {
      for (Object document : load(file)) {
        if (document instanceof Map<?, ?> crd && crd.get("spec") instanceof Map<?, ?> spec) {
          all.add(spec);
        }
      }
    }
    return all;
  }

  private void add(Map<?, ?> spec) {
    if (!(spec.get("names") instanceof Map<?, ?> names)) {
      return;
    }
    for (Object version : list(spec.get("versions"))) {
      if (version instanceof Map<?, ?> v
          && Boolean.TRUE.equals(v.get("served"))
          && v.get("schema") instanceof Map<?, ?> schema
          && schema.get("openAPIV3Schema") instanceof Map<?, ?> root) {
        schemas.put(spec.get("group") + "/" + v.get("name") + " " + names.get("kind"), root);
      }
    }
  }

  /** What is wrong with an object, a line each. */
  List<String> problems(Path file) {
    List<String> problems = new ArrayList<>();
    for (Object document : load(file)) {
      problems.addAll(problems(document));
    }
    return problems;
  }

  /** What is wrong with an object, a line each. */
  List<String> problems(String text) {
    return problems(new Load(settings()).loadFromString(text));
  }

  private List<String> problems(Object document) {
    if (!(document instanceof Map<?, ?> object)) {
      return List.of("no object");
    }
    String type = object.get("apiVersion") + " " + object.get("kind");
    Optional<Map<?, ?>> schema = Optional.ofNullable(schemas.get(type));
    if (schema.isEmpty()) {
      return List.of("no CRD serves " + type);
    }
    List<String> problems = new ArrayList<>();
    check(schema.get(), object, "", problems);
    return problems;
  }

  private static void check(Map<?, ?> schema, Object value, String at, List<String> problems) {
    boolean rightType =
        switch (String.valueOf(schema.get("type"))) {
          case "object" -> value instanceof Map;
          case "array" -> value instanceof List;
          case "string" -> value instanceof String;
          case "boolean" -> value instanceof Boolean;
          case "integer" -> value instanceof Integer || value instanceof Long;
          default -> true;
        };
    if (!rightType) {
      problems.add(at + " is " + value + ", not of type " + schema.get("type"));
      return;
    }
    List<?> allowed = list(schema.get("enum"));
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      problems.add(at + " is " + value + ", not one of " + allowed);
    }
    switch (value) {
      case Map<?, ?> fields -> checkFields(schema, fields, at, problems);
      case List<?> items -> {
        checkBounds(schema, "minItems", "maxItems", items.size(), at, problems);
        if (schema.get("items") instanceof Map<?, ?> itemSchema) {
          for (Object item : items) {
            check(itemSchema, item, at + "[]", problems);
          }
        }
      }
      case String text -> {
        checkBounds(schema, "minLength", "maxLength", text.length(), at, problems);
        if (schema.get("pattern") instanceof String pattern
            && !Pattern.compile(pattern).matcher(text).find()) {
          problems.add(at + " is " + text + ", which does not match " + pattern);
        }
      }
      case Number number ->
          checkBounds(schema, "minimum", "maximum", number.longValue(), at, problems);
      default -> {}
    }
  }

  private static void checkFields(
      Map<?, ?> schema, Map<?, ?> fields, String at, List<String> problems) {
    for (Object required : list(schema.get("required"))) {
      if (!fields.containsKey(required)) {
        problems.add(at + "." + required + " is missing");
      }
    }
    boolean open =
        !(schema.get("properties") instanceof Map)
            || schema.containsKey("x-kubernetes-preserve-unknown-fields");
    Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> known ? known : Map.of();
    fields.forEach((key, value) -> {
      Object property = properties.get(key);
      if (property == null) {
        property = schema.get("additionalProperties");
      }
      if (property instanceof Map<?, ?> fieldSchema) {
        check(fieldSchema, value, at + "." + key, problems);
      } else if (!open) {
        problems.add(at + "." + key + " is not a field");
      }
    });
  }

  private static void checkBounds(
      Map<?, ?> schema, String least, String most, long value, String at, List<String> problems) {
    if (schema.get(least) instanceof Number bound && value < bound.longValue()
        || schema.get(most) instanceof Number other && value > other.longValue()) {
      problems.add(at + ": " + value + " is out of bounds");
    }
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static LoadSettings settings() {
    return LoadSettings.builder().setCodePointLimit(MOST_CHARACTERS).build();
  }

  private static Iterable<Object> load(Path file) {
    try {
      return new Load(settings()).loadAllFromString(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
