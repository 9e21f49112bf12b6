package dev.leasehold.forge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A call of a forge's API.
 *
 * @param purpose the words after "refuses to"
 * @param right what a token needs for it
 * @param path after the address of the API, encoded
 * @param body the members of the JSON object; empty: no body
 */
record ForgeCall(
    String purpose,
    Right right,
    String method,
    String path,
    SortedMap<String, String> query,
    Optional<Map<String, Object>> body) {
  /** What a call needs a right for. */
  enum Right {
    READ,
    WRITE_REQUEST,
    LABEL,
    REVIEW,
    COMMENT,
    MERGE,
    WHO_AM_I
  }

  ForgeCall {
    query = new TreeMap<>(query);
  }

  static ForgeCall get(String purpose, Right right, String path) {
    return new ForgeCall(purpose, right, "GET", path, new TreeMap<>(), Optional.empty());
  }

  static ForgeCall of(
      String purpose, Right right, String method, String path, Map<String, Object> body) {
    return new ForgeCall(purpose, right, method, path, new TreeMap<>(), Optional.of(body));
  }

  static ForgeCall delete(String purpose, Right right, String path) {
    return new ForgeCall(purpose, right, "DELETE", path, new TreeMap<>(), Optional.empty());
  }

  boolean isReading() {
    return method.equals("GET");
  }

  ForgeCall query(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(query);
    more.put(name, value);
    return new ForgeCall(purpose, right, method, path, more, body);
  }

  /** Path and query, encoded. */
  String target() {
    String parameters =
        query.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
            .collect(Collectors.joining("&"));
    return parameters.isEmpty() ? path : path + "?" + parameters;
  }

  /** A text as one segment of a path, or as a value of a query. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
