package dev.leasehold.mirror;

import dev.leasehold.clusterevent.ClusterEvent;
import dev.leasehold.clusterevent.EventTask;
import dev.leasehold.clusterevent.Regarding;
import dev.leasehold.delivery.StatusCondition;
import dev.leasehold.kube.ClusterTask;
import dev.leasehold.kube.FailureWords;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the objects of a cluster as Git and the watch say. A step without a change makes no
 * request. Every few minutes all objects are read, against changes by others.
 */
public final class MirrorTask implements ClusterTask.Step, EventTask.Uids {
  private static final Logger log = LoggerFactory.getLogger(MirrorTask.class);

  /** How often all objects are read. */
  private static final Duration LIST_INTERVAL = Duration.ofMinutes(5);

  /** How often they are read while a kind is missing. */
  private static final Duration MISSING_INTERVAL = Duration.ofSeconds(5);

  static final String EDIT_UNDONE = "EditUndone";

  private static final int UNPROCESSABLE = 422;
  private static final int MOST_TROUBLES = 3;

  private final List<MirrorSource> sources;
  private final Supplier<Delivery> delivery;
  private final AgentRollouts agents;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Consumer<ClusterEvent> edits;
  private final LiveObjects live = new LiveObjects();

  /** What was written since all objects were read, as it was to be. */
  private final Map<ObjectId, MirrorObject> sent = new HashMap<>();

  private final Map<ObjectId, Map<String, Object>> sentStatus = new HashMap<>();

  /** The last spec that was written. */
  private final Map<ObjectId, Map<String, Object>> applied = new HashMap<>();

  private final List<String> troubles = new ArrayList<>();
  private @Nullable KubernetesClient last;
  private long listedAt;
  private volatile String trouble = "";
  private volatile Map<StatusCondition.Of, List<StatusCondition>> conditions = Map.of();

  /**
   * A task for these targets.
   *
   * @param nanos the monotonic clock in nanoseconds
   * @param edits takes an event for each edit that was written back
   */
  public MirrorTask(
      List<MirrorSource> sources,
      Supplier<Delivery> delivery,
      InstantSource clock,
      LongSupplier nanos,
      Consumer<ClusterEvent> edits) {
    this.sources = List.copyOf(sources);
    this.delivery = delivery;
    this.agents = new AgentRollouts(nanos);
    this.clock = clock;
    this.nanos = nanos;
    this.edits = edits;
  }

  @Override
  public Optional<String> of(String kind, String name) {
    return live.uid(kind, name);
  }

  @Override
  public String trouble() {
    return trouble;
  }

  /** The conditions of the objects as the last step left them. Thread-safe. */
  public Map<StatusCondition.Of, List<StatusCondition>> conditions() {
    return conditions;
  }

  @Override
  public void run(KubernetesClient client) {
    List<MirrorSource.Known> known =
        sources.stream().flatMap(source -> source.known().stream()).toList();
    if (known.isEmpty()) {
      return;
    }
    troubles.clear();
    live.begin();
    ClusterObjects cluster = new ClusterObjects(client);
    if (isListDue(client)) {
      last = null; // until all of them are read
      sent.clear(); // what the server keeps otherwise is written again only now
      sentStatus.clear();
      live.listAll(cluster);
      listedAt = nanos.getAsLong();
      last = client;
    }
    Map<ObjectId, MirrorObject> wanted = new LinkedHashMap<>();
    agents.read(
        client,
        known.stream()
            .flatMap(one -> one.documents().all().stream())
            .filter(document -> document.kind() == MirrorKind.AGENT)
            .map(GitDocument::namespace)
            .distinct()
            .toList());
    Delivery delivered = delivery.get();
    for (MirrorSource.Known one : known) {
      for (MirrorObject object : Mirror.of(one, delivered, agents)) {
        MirrorObject first = wanted.putIfAbsent(object.id(), object);
        if (first != null) {
          troubles.add(
              object.id() + " of " + object.file() + " has the name of that of " + first.file());
        }
      }
    }
    String watcher = known.getFirst().target().watcherLabel();
    wanted.values().forEach(object -> keep(cluster, object, watcher));
    removeObsolete(cluster, wanted.keySet(), known, watcher);
    conditions = live.conditions(known);
    troubles.addAll(live.troubles());
    trouble = words();
  }

  @SuppressWarnings("ReferenceEquality") // this client, not one like it
  private boolean isListDue(KubernetesClient client) {
    Duration interval = live.isWhole() ? LIST_INTERVAL : MISSING_INTERVAL;
    return client != last || nanos.getAsLong() - listedAt >= interval.toNanos();
  }

  private void keep(ClusterObjects cluster, MirrorObject object, String watcher) {
    ObjectId id = object.id();
    @Nullable LiveObject now = live.find(cluster, id);
    if (!live.has(id.kind())) {
      return;
    }
    if (now != null && !now.isOf(watcher)) {
      troubles.add(
          id
              + " exists and is not of this watcher, so it is left alone and shows no status; delete"
              + " it, and keep "
              + object.file()
              + " out of the cluster with the annotation config.kubernetes.io/local-config: \"true\"");
      return;
    }
    try {
      now = keepSpec(cluster, object, now);
      now = keepStatus(cluster, object, now);
      if (!now.spec().equals(object.spec())) { // an edit that the last list did not have
        var _ = keepStatus(cluster, object, keepSpec(cluster, object, now));
      }
    } catch (KubernetesClientException e) {
      refused(id, e);
    }
  }

  private LiveObject keepSpec(
      ClusterObjects cluster, MirrorObject object, @Nullable LiveObject before) {
    ObjectId id = object.id();
    boolean isSent = sent.containsKey(id) && object.isLike(sent.get(id));
    if (before != null && (before.has(object) || isSent && before.otherManagers().isEmpty())) {
      return before;
    }
    boolean edited =
        before != null
            && !before.spec().equals(object.spec())
            && !before.otherManagers().isEmpty()
            && applied.getOrDefault(id, object.spec()).equals(object.spec());
    LiveObject now = live.knows(id, cluster.apply(object));
    if (!now.spec().equals(object.spec())) {
      now = live.knows(id, cluster.replaceSpec(object));
    }
    sent.put(id, object);
    applied.put(id, object.spec());
    if (before != null && edited) {
      String text =
          "the spec was edited by "
              + String.join(", ", before.otherManagers())
              + " and is written back: edit "
              + object.file()
              + " in Git";
      log.warn("cluster: {}: {}", id, text);
      edits.accept(
          new ClusterEvent(
              clock.instant(),
              Regarding.statusObject(id.kind().kind(), id.name()),
              true,
              "Mirror",
              EDIT_UNDONE,
              text));
    }
    if (!now.spec().equals(object.spec())) {
      troubles.add(
          id
              + " does not keep the spec of Git; apply the CRDs of this version: kubectl apply"
              + " --server-side -k docs/deploy/crds");
    }
    return now;
  }

  private LiveObject keepStatus(ClusterObjects cluster, MirrorObject object, LiveObject before) {
    ObjectId id = object.id();
    Map<String, Object> status =
        StatusMerge.of(object.status(), before.status(), before.generation(), clock.instant());
    if (status.isEmpty() || before.says(status) || status.equals(sentStatus.get(id))) {
      return before;
    }
    LiveObject now = live.knows(id, cluster.applyStatus(id, status));
    sentStatus.put(id, status);
    return now;
  }

  /** What the server refuses of one object does not hold up the others. */
  private void refused(ObjectId id, KubernetesClientException failure) {
    String said = FailureWords.said(failure);
    boolean isOldCrd = said.contains("field not declared in schema");
    switch (failure.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT ->
          last = null; // read again in the next step
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
          troubles.add(id + ": the API server refuses it: " + said);
      default -> {
        if (!isOldCrd) {
          last = null;
          throw failure;
        }
        troubles.add(
            id
                + ": "
                + said
                + "; apply the CRDs of this version: kubectl apply --server-side -k"
                + " docs/deploy/crds");
      }
    }
  }

  /** Deletes the objects of this watcher whose documents are gone. */
  private void removeObsolete(
      ClusterObjects cluster,
      Set<ObjectId> wanted,
      List<MirrorSource.Known> known,
      String watcher) {
    for (Map.Entry<ObjectId, LiveObject> entry : live.all().entrySet()) {
      ObjectId id = entry.getKey();
      if (wanted.contains(id) || !entry.getValue().isOf(watcher) || !isGone(entry, known)) {
        continue;
      }
      try {
        cluster.delete(id, entry.getValue());
        live.forget(id);
        sent.remove(id);
        sentStatus.remove(id);
        applied.remove(id);
      } catch (KubernetesClientException e) {
        refused(id, e);
      }
    }
  }

  /** Whether its target was read as a whole, or is no target of this watcher any more. */
  private boolean isGone(Map.Entry<ObjectId, LiveObject> entry, List<MirrorSource.Known> known) {
    String target = String.valueOf(entry.getValue().labels().get(MirrorObject.TARGET));
    boolean isTarget = sources.stream().anyMatch(source -> source.target().label().equals(target));
    return !isTarget
        || known.stream()
            .anyMatch(one -> one.target().label().equals(target) && one.documents().isWhole());
  }

  private String words() {
    int more = troubles.size() - MOST_TROUBLES;
    return String.join("; ", troubles.subList(0, Math.min(troubles.size(), MOST_TROUBLES)))
        + (more > 0 ? "; and " + more + " more" : "");
  }
}
