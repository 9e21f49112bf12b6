package dev.leasehold.apiserver;

import java.util.Map;

/**
 * An object of a cluster, as far as the agent needs it.
 *
 * @param uid differs between two objects that have the name one after the other
 * @param resourceVersion the version of the object; opaque
 * @param spec the values of {@code spec} that are a String, a Long or a Boolean; others are left
 *     out
 */
public record ApiObject(String name, String uid, String resourceVersion, Map<String, Object> spec) {
  public ApiObject {
    spec = Map.copyOf(spec);
  }
}
