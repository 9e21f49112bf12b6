package dev.leasehold.mirror;

import dev.leasehold.delivery.StatusCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The objects of the cluster as they were read last. For one thread, except for their uids. */
final class LiveObjects {
  private static final int TOO_MANY_REQUESTS = 429;

  private final Map<ObjectId, LiveObject> live = new HashMap<>();
  private final Map<ObjectId, String> uids = new ConcurrentHashMap<>();
  private final Set<MirrorKind> missing = EnumSet.noneOf(MirrorKind.class);
  private final Set<MirrorKind> forbidden = EnumSet.noneOf(MirrorKind.class);

  /** The kinds that were listed in this step. */
  private final Set<MirrorKind> listed = EnumSet.noneOf(MirrorKind.class);

  /** Begins a step. */
  void begin() {
    listed.clear();
  }

  /**
   * Lists each kind, also after one that the server is not ready for, because it prepares a kind
   * when it is first asked for, or one that the role lacks.
   */
  void listAll(ClusterObjects cluster) {
    @Nullable KubernetesClientException notReady = null;
    @Nullable KubernetesClientException refusal = null;
    missing.clear();
    forbidden.clear();
    for (MirrorKind kind : MirrorKind.values()) {
      try {
        list(cluster, kind);
      } catch (KubernetesClientException e) {
        switch (e.getCode()) {
          case TOO_MANY_REQUESTS -> notReady = e;
          case HttpURLConnection.HTTP_FORBIDDEN -> {
            forbidden.add(kind);
            refusal = e;
          }
          default -> throw e;
        }
      }
    }
    if (notReady != null) {
      throw notReady;
    }
    if (refusal != null && forbidden.size() == MirrorKind.values().length) {
      throw refusal;
    }
  }

  private void list(ClusterObjects cluster, MirrorKind kind) {
    Optional<Map<String, LiveObject>> objects = cluster.list(kind);
    live.keySet().removeIf(id -> id.kind() == kind);
    uids.keySet().removeIf(id -> id.kind() == kind);
    if (objects.isEmpty()) {
      missing.add(kind);
    } else {
      missing.remove(kind);
      objects.get().forEach((name, object) -> knows(new ObjectId(kind, name), object));
    }
    listed.add(kind);
  }

  /** Whether objects of a kind can be read, as far as is known. */
  boolean has(MirrorKind kind) {
    return !missing.contains(kind) && !forbidden.contains(kind);
  }

  /** Whether all kinds can be read. */
  boolean isWhole() {
    return missing.isEmpty() && forbidden.isEmpty();
  }

  /** The object; null if there is none. Before that is said its kind is listed once in a step. */
  @Nullable LiveObject find(ClusterObjects cluster, ObjectId id) {
    if (!live.containsKey(id) && !listed.contains(id.kind()) && has(id.kind())) {
      list(cluster, id.kind()); // somebody may have made one since
    }
    return live.get(id);
  }

  /** All of them. */
  Map<ObjectId, LiveObject> all() {
    return Map.copyOf(live);
  }

  /** The conditions of the objects of this watcher, by their documents. */
  Map<StatusCondition.Of, List<StatusCondition>> conditions(List<MirrorSource.Known> known) {
    Map<StatusCondition.Of, List<StatusCondition>> all = new HashMap<>();
    for (MirrorSource.Known one : known) {
      MirrorTarget target = one.target();
      for (GitDocument document : one.documents().all()) {
        LiveObject object =
            live.get(new ObjectId(document.kind(), target.objectName(document.name())));
        if (object != null && object.isOf(target.watcherLabel())) {
          all.put(
              new StatusCondition.Of(document.kind().kind(), target.name(), document.name()),
              object.conditions());
        }
      }
    }
    return Map.copyOf(all);
  }

  /** Takes over an object as the server answered. */
  LiveObject knows(ObjectId id, LiveObject object) {
    live.put(id, object);
    uids.put(id, object.uid());
    return object;
  }

  /** Takes over that the object is gone. */
  void forget(ObjectId id) {
    live.remove(id);
    uids.remove(id);
  }

  /** The uid of an object; empty: there is none. Thread-safe. */
  Optional<String> uid(String kind, String name) {
    return Arrays.stream(MirrorKind.values())
        .filter(one -> one.kind().equals(kind))
        .findFirst()
        .map(one -> uids.get(new ObjectId(one, name)));
  }

  /** Which kinds cannot be read, and what to do. */
  List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    if (!missing.isEmpty()) {
      troubles.add(
          "the API server does not have "
              + plurals(missing)
              + " of leasehold.dev; apply the CRDs: kubectl apply --server-side -k docs/deploy/crds");
    }
    if (!forbidden.isEmpty()) {
      troubles.add(
          "the role of the watcher does not permit to list "
              + plurals(forbidden)
              + " of leasehold.dev; apply docs/deploy/mirror of this version");
    }
    return troubles;
  }

  private static String plurals(Set<MirrorKind> kinds) {
    return String.join(", ", kinds.stream().map(MirrorKind::plural).toList());
  }
}
