package dev.leasehold.forge;

import dev.leasehold.http.JsonValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operation of a stand-in's API.
 *
 * @param path with {@code {name}} for a segment
 * @param members of the body: the name, with {@code ?} at the end if it may be missing, and the
 *     type: text, number, bool, texts, numbers, object
 * @param hasBody whether a body must come; else none may come
 */
record Route(
    String method,
    String path,
    Set<String> query,
    Map<String, String> members,
    boolean hasBody,
    Handler handler) {
  /** A call that fits a route. */
  record Call(Map<String, String> path, Map<String, String> query, JsonValue body) {
    long number(String name) {
      return Long.parseLong(path.getOrDefault(name, "0"));
    }

    String text(String member) {
      return body.get(member).text().orElse("");
    }

    int queryNumber(String name, int usual) {
      return Optional.ofNullable(query.get(name)).map(Integer::parseInt).orElse(usual);
    }
  }

  /** A reply. */
  record Answer(int status, Optional<Object> json, Map<String, String> headers) {
    static Answer of(int status, Object json) {
      return new Answer(status, Optional.of(json), Map.of());
    }

    static Answer empty(int status) {
      return new Answer(status, Optional.empty(), Map.of());
    }

    Answer with(String header, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(header, value);
      return new Answer(status, json, more);
    }
  }

  interface Handler {
    Answer answer(Call call);
  }

  static Route get(String path, Set<String> query, Handler handler) {
    return new Route("GET", path, query, Map.of(), false, handler);
  }

  static Route delete(String path, Handler handler) {
    return new Route("DELETE", path, Set.of(), Map.of(), false, handler);
  }

  static Route of(String method, String path, Map<String, String> members, Handler handler) {
    return new Route(method, path, Set.of(), members, true, handler);
  }

  /** The decoded segments; empty if the path is another one. */
  Optional<Map<String, String>> match(String rawPath) {
    List<String> names = new ArrayList<>();
    Matcher name = Pattern.compile("\\{([a-z_]+)}").matcher(path);
    while (name.find()) {
      names.add(name.group(1));
    }
    Matcher matcher = Pattern.compile(path.replaceAll("\\{[a-z_]+}", "([^/]+)")).matcher(rawPath);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), decode(matcher.group(i + 1)));
    }
    return Optional.of(values);
  }

  static Map<String, String> parameters(String rawQuery) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** What is wrong with the members of a body, or with a query; empty if nothing is. */
  Optional<String> misfit(Map<String, String> parameters, JsonValue body) {
    for (String name : parameters.keySet()) {
      if (!query.contains(name)) {
        return Optional.of("unknown parameter " + name);
      }
    }
    for (Object name : body.members().keySet()) {
      if (!members.containsKey(name) && !members.containsKey(name + "?")) {
        return Optional.of("unknown member " + name);
      }
    }
    for (Map.Entry<String, String> member : members.entrySet()) {
      boolean isOptional = member.getKey().endsWith("?");
      String name = member.getKey().replace("?", "");
      JsonValue value = body.get(name);
      if (value.isNull() && !isOptional) {
        return Optional.of("missing member " + name);
      }
      if (!value.isNull() && !isA(member.getValue(), value)) {
        return Optional.of(name + " is not of type " + member.getValue());
      }
    }
    return Optional.empty();
  }

  private static boolean isA(String type, JsonValue value) {
    return switch (type) {
      case "text" -> value.text().isPresent();
      case "number" -> value.number().isPresent();
      case "bool" -> value.bool().isPresent();
      case "texts" ->
          value.isList() && value.elements().stream().allMatch(e -> e.text().isPresent());
      case "numbers" ->
          value.isList() && value.elements().stream().allMatch(e -> e.number().isPresent());
      case "any" -> true;
      case "object" -> !value.members().isEmpty();
      default -> throw new IllegalArgumentException(type);
    };
  }
}
