package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way to a field: {@code spec.listeners[0].hostname}, {@code metadata.annotations[a.b/c]} for a
 * key with dots, {@code spec.peers[name=tor].address} for the element with that field.
 */
public record FieldPath(String text, List<Segment> steps) {
  /** The fields of the metadata that say which object it is. */
  private static final Set<String> IDENTITY = Set.of("name", "namespace");

  private static final String RECORD = "leasehold.dev/owned";

  /** Annotations by which orchestrators say which file an object is from. */
  private static final List<String> ORCHESTRATORS =
      List.of("config.kubernetes.io/", "internal.config.kubernetes.io/", "config.k8s.io/");

  public FieldPath {
    steps = List.copyOf(steps);
  }

  /** One step of the way. */
  public sealed interface Segment {
    record Key(String name) implements Segment {}

    record Index(int index) implements Segment {}

    record Where(String key, String value) implements Segment {}
  }

  /** A value, and the mapping and key that it was found by. */
  public record Found(Field parent, String key, Field value) {}

  /**
   * Reads the path in that field.
   *
   * @throws dev.leasehold.krm.FieldException when it is none, does not end in a key, or is a place
   *     that no addresses may take
   */
  static FieldPath read(Field field) {
    FieldPath path =
        parse(field.text())
            .orElseThrow(() ->
                field.error(
                    "invalid fieldPath '"
                        + field.text()
                        + "': it must end in a key; write it as spec.addresses,"
                        + " spec.peers[name=tor].address or metadata.annotations[a.b/c]"));
    int first = 0;
    while (first < path.steps.size() && path.steps.get(first) instanceof Segment.Key) {
      first++;
    }
    rejectReserved(field, keys(path.steps.subList(0, first)));
    return path;
  }

  /**
   * Rejects the fields that say which object it is, the record of who owns its addresses, and
   * mappings that hold these.
   *
   * @param keys the way to the field, however it is spelled
   */
  static void rejectReserved(Field field, List<String> keys) {
    String first = keys.isEmpty() ? "" : keys.getFirst();
    boolean isMetadata = first.equals("metadata");
    boolean isIdentity =
        first.equals("apiVersion")
            || first.equals("kind")
            || isMetadata && (keys.size() == 1 || IDENTITY.contains(keys.get(1)));
    if (isIdentity) {
      throw field.error("'" + field.text() + "' identifies the object and cannot hold an address");
    }
    if (isMetadata
        && keys.get(1).equals("annotations")
        && (keys.size() == 2 || isReserved(keys.get(2)))) {
      throw field.error(
          "'"
              + field.text()
              + "' holds what Leasehold and kpt know about the object and cannot hold an address");
    }
  }

  private static boolean isReserved(String annotation) {
    return annotation.equals(RECORD) || ORCHESTRATORS.stream().anyMatch(annotation::startsWith);
  }

  /** The path of that text; empty when it is none, or does not end in a key. */
  public static Optional<FieldPath> parse(String text) {
    List<Segment> steps = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = at;
      if (text.charAt(at) == '[') {
        end = text.indexOf(']', at);
        boolean isLast = end == text.length() - 1;
        if (end < at + 2 || !isLast && ".[".indexOf(text.charAt(end + 1)) < 0) {
          return Optional.empty();
        }
        steps.add(bracket(text.substring(at + 1, end)));
        at = end + 1;
      } else {
        while (end < text.length() && ".[".indexOf(text.charAt(end)) < 0) {
          end++;
        }
        if (end == at || text.substring(at, end).indexOf(']') >= 0) {
          return Optional.empty();
        }
        steps.add(new Segment.Key(text.substring(at, end)));
        at = end;
      }
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
        if (at == text.length()) {
          return Optional.empty();
        }
      }
    }
    return steps.isEmpty() || !(steps.getLast() instanceof Segment.Key)
        ? Optional.empty()
        : Optional.of(new FieldPath(text, steps));
  }

  /** The way of these keys, as it is written. */
  public static String text(List<String> keys) {
    StringBuilder path = new StringBuilder();
    for (String key : keys) {
      boolean dotted = key.indexOf('.') >= 0;
      path.append(dotted ? "[" : path.isEmpty() ? "" : ".").append(key).append(dotted ? "]" : "");
    }
    return path.toString();
  }

  private static Segment bracket(String inside) {
    int equals = inside.indexOf('=');
    if (equals > 0) {
      return new Segment.Where(inside.substring(0, equals), inside.substring(equals + 1));
    }
    boolean isNumber =
        !inside.isEmpty()
            && inside.length() < 6
            && inside.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? new Segment.Index(Integer.parseInt(inside)) : new Segment.Key(inside);
  }

  /**
   * What stands there.
   *
   * @throws dev.leasehold.krm.FieldException when nothing does
   */
  public Found find(Field root) {
    Field at = root;
    for (Segment step : steps.subList(0, steps.size() - 1)) {
      at = step(at, step).orElseThrow(() -> missing(root));
    }
    String key = ((Segment.Key) steps.getLast()).name();
    Field parent = at;
    Field value = parent.findNullable(key).orElseThrow(() -> missing(root));
    if (value.isMapping()) {
      throw value.error("is neither a list nor a value, so no addresses can be written there");
    }
    if (value.isList()
        && value.items().stream().anyMatch(item -> !item.isNull() && !isText(item))) {
      throw value.error(
          "is a list of objects, so no addresses can be written there; name a field of one of them,"
              + " such as "
              + text
              + "[0].cidr");
    }
    return new Found(parent, key, value);
  }

  /** Whether every step is a key. */
  public boolean isOfKeys() {
    return steps.stream().allMatch(Segment.Key.class::isInstance);
  }

  /** The keys of a path that is of keys alone. */
  public List<String> keys() {
    return keys(steps);
  }

  private static List<String> keys(List<Segment> steps) {
    List<String> keys = new ArrayList<>(steps.size());
    for (Segment step : steps) {
      keys.add(((Segment.Key) step).name());
    }
    return keys;
  }

  /** A place in an object that need not be there yet, and the existing value that it is in. */
  public record Location(Field parent, List<String> keys) {
    public Location {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Where it is. The keys after the last element of a list may be missing.
   *
   * @throws dev.leasehold.krm.FieldException when an element on the way is missing
   */
  public Location locate(Field root) {
    int keys = steps.size();
    while (keys > 0 && steps.get(keys - 1) instanceof Segment.Key) {
      keys--;
    }
    Field at = root;
    for (Segment step : steps.subList(0, keys)) {
      at =
          step(at, step)
              .orElseThrow(() ->
                  root.error(
                      "has nothing at "
                          + text.substring(0, text.lastIndexOf(']') + 1)
                          + "; add it, or fix spec.field in the TargetKind"));
    }
    return new Location(at, keys(steps.subList(keys, steps.size())));
  }

  private static Optional<Field> step(Field at, Segment step) {
    return switch (step) {
      case Segment.Key(String name) -> at.find(name);
      case Segment.Index(int index) -> {
        List<Field> items = at.items();
        yield index < items.size() ? Optional.of(items.get(index)) : Optional.empty();
      }
      case Segment.Where(String key, String value) ->
          at.items().stream()
              .filter(Field::isMapping)
              .filter(item -> item.find(key).filter(f -> isText(f, value)).isPresent())
              .findFirst();
    };
  }

  private static boolean isText(Field field, String value) {
    return isText(field) && field.text().equals(value);
  }

  private static boolean isText(Field field) {
    return !field.isMapping() && !field.isList();
  }

  private RuntimeException missing(Field root) {
    return root.error(
        "fieldPath "
            + text
            + " not found; add it as a list or a value, or fix fieldPath in the binding");
  }
}
