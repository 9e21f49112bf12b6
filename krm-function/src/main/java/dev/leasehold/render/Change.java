package dev.leasehold.render;

import java.util.List;

/**
 * One field that rendering changed.
 *
 * @param file path relative to the package
 * @param object {@code Kind name}
 * @param field as {@code spec.blocks}
 * @param before its values, in order; empty when it or the object is new
 * @param after its values now
 */
public record Change(
    String file, String object, String field, List<String> before, List<String> after) {
  public Change {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** The same change with its file in that folder; empty text changes nothing. */
  public Change below(String folder) {
    String path = folder.isEmpty() ? file : folder + "/" + file;
    return new Change(path, object, field, before, after);
  }
}
