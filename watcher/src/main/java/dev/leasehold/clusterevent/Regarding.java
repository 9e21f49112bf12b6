package dev.leasehold.clusterevent;

import dev.leasehold.api.Kinds;

/**
 * The object that an event is about.
 *
 * @param apiVersion of the object: {@code v1}, {@code coordination.k8s.io/v1}, …
 * @param namespace of the object, which its event is written to; empty: it has none
 * @param uid of the object, by which kubectl describe finds its events; empty: not known
 */
public record Regarding(String apiVersion, String kind, String namespace, String name, String uid) {
  /** The namespace of events about cluster-scoped objects. */
  private static final String OF_CLUSTER_SCOPED = "default";

  /** A status object, which is of the group leasehold.dev and has no namespace. */
  public static Regarding statusObject(String kind, String name) {
    return new Regarding(Kinds.API_VERSION, kind, "", name, "");
  }

  /** Whether the watcher may write the object, so that its uid is known later. */
  boolean isStatusObject() {
    return apiVersion.equals(Kinds.API_VERSION) && !kind.equals(Kinds.WATCHER_CONFIG);
  }

  /** The namespace of its events. */
  String eventNamespace() {
    return namespace.isEmpty() ? OF_CLUSTER_SCOPED : namespace;
  }

  @Override
  public String toString() {
    return kind + "/" + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
