package dev.leasehold.render.files;

import dev.leasehold.krm.Field;
import java.util.Optional;

/**
 * The kind, namespace and name of an object.
 *
 * @param namespace empty text for any
 */
public record ObjectKey(String kind, String namespace, String name)
    implements Comparable<ObjectKey> {

  /**
   * Whether the document is that object; its API group is not looked at. One without a namespace
   * may get any from kustomize, or be of a kind that has none.
   */
  public boolean matches(Field root) {
    if (!text(root, "kind").equals(kind) || !text(root, "metadata", "name").equals(name)) {
      return false;
    }
    String said = namespace.isEmpty() ? "" : text(root, "metadata", "namespace");
    return said.isEmpty() || said.equals(namespace);
  }

  /** The key of that object. */
  public static ObjectKey of(Field root) {
    return new ObjectKey(
        text(root, "kind"), text(root, "metadata", "namespace"), text(root, "metadata", "name"));
  }

  /** A value of the object; empty text where it is missing or of another shape. */
  public static String text(Field root, String... path) {
    Optional<Field> at = Optional.of(root);
    for (String key : path) {
      at = at.filter(Field::isMapping).flatMap(field -> field.find(key));
    }
    return at.filter(field -> !field.isMapping() && !field.isList()).map(Field::text).orElse("");
  }

  @Override
  public int compareTo(ObjectKey other) {
    int byKind = kind.compareTo(other.kind);
    int byName = byKind != 0 ? byKind : name.compareTo(other.name);
    return byName != 0 ? byName : namespace.compareTo(other.namespace);
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
