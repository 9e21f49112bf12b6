package dev.leasehold.apiserver;

import java.util.Map;

/**
 * An object of a cluster, as far as a {@link Projection} keeps it. A value is a String, a Long, a
 * Boolean, a Map of such values by field, or a List of such values.
 *
 * @param namespace empty for an object that is in none
 * @param uid differs between two objects that have the name one after the other
 * @param resourceVersion the version of the object; opaque
 * @param spec what is kept of {@code spec}
 * @param status what is kept of {@code status}
 */
public record ApiObject(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    Map<String, Object> spec,
    Map<String, Object> status) {
  public ApiObject {
    spec = Map.copyOf(spec);
    status = Map.copyOf(status);
  }

  /** {@code NAMESPACE/NAME}, or {@code NAME} of an object that is in no namespace. */
  public String id() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
