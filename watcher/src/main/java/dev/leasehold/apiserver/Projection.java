package dev.leasehold.apiserver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the objects that are read, beside their names and versions. All else is skipped,
 * and needs no memory. It is a tree, so what is kept is no deeper than it.
 *
 * @param allScalars whether every text, whole number and boolean of this level is kept
 * @param fields the fields that are kept, with what is kept of their objects, or of the objects of
 *     their lists
 */
public record Projection(boolean allScalars, Map<String, Projection> fields) {
  /** The texts, whole numbers and booleans that are directly in {@code spec}. */
  public static final Projection SCALARS_OF_SPEC =
      new Projection(false, Map.of("spec", new Projection(true, Map.of())));

  static final Projection NOTHING = new Projection(false, Map.of());

  public Projection {
    fields = Map.copyOf(fields);
  }

  /**
   * Certain fields of {@code spec} and {@code status}.
   *
   * @param paths such as {@code spec.ports.port}; a list on the way has the field in each object
   */
  public static Projection of(String... paths) {
    Projection all = NOTHING;
    for (String path : paths) {
      all = all.with(List.of(path.split("\\.")));
    }
    return all;
  }

  private Projection with(List<String> path) {
    if (path.isEmpty()) {
      return this;
    }
    Map<String, Projection> more = new HashMap<>(fields);
    Projection below = more.getOrDefault(path.getFirst(), NOTHING);
    more.put(path.getFirst(), below.with(path.subList(1, path.size())));
    return new Projection(allScalars, more);
  }

  /** What is kept of a field; null: nothing, unless {@link #allScalars} keeps it. */
  @Nullable Projection field(String name) {
    return fields.get(name);
  }
}
