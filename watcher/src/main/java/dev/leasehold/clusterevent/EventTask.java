package dev.leasehold.clusterevent;

import dev.leasehold.kube.ClusterTask;
import dev.leasehold.kube.FailureWords;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the events that wait, the oldest first. An event that repeats an earlier one of the last
 * hour raises its count.
 */
public final class EventTask implements ClusterTask.Step {
  private static final Logger log = LoggerFactory.getLogger(EventTask.class);

  static final String CONTROLLER = "leasehold.dev/watcher";

  /** How long an event waits for the object that it is about. */
  private static final Duration MOST_WAIT = Duration.ofSeconds(10);

  /** How long an API server keeps an event. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final int MOST_RECENT = 256;
  private static final int LONGEST_INSTANCE = 128;
  private static final int UNPROCESSABLE = 422;
  private static final Pattern OBJECT_NAME =
      Pattern.compile("(?=.{1,200}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ClusterEvents events;
  private final InstantSource clock;
  private final Uids uids;
  private final boolean hasObjects;
  private final List<Posted> recent = new ArrayList<>();

  /** An event that was written, and how often it happened. */
  private record Posted(ClusterEvent event, String name, int count) {}

  /** The uids of objects, by which kubectl describe finds their events. */
  @FunctionalInterface
  public interface Uids {
    /** The uid of an object; empty: it is not known, or not yet. Thread-safe. */
    Optional<String> of(String kind, String name);
  }

  /**
   * A task that writes these events.
   *
   * @param uids the uids of the objects that the watcher writes; empty: it writes none
   */
  public EventTask(ClusterEvents events, InstantSource clock, Optional<? extends Uids> uids) {
    this.hasObjects = uids.isPresent();
    this.events = events;
    this.clock = clock;
    this.uids = uids.isPresent() ? uids.get() : (_, _) -> Optional.empty();
  }

  @Override
  public void run(KubernetesClient client) {
    events
        .dropped(clock.instant())
        .ifPresent(event -> {
          log.warn("cluster: events: {}", event.note());
          events.add(event);
        });
    Optional<ClusterEvents.Waiting> next = events.first();
    while (next.isPresent()) {
      ClusterEvent event = next.get().event();
      String uid = uid(event.regarding());
      boolean waits =
          uid.isEmpty()
              && hasObjects
              && event.regarding().isStatusObject()
              && events.age(next.get()) < MOST_WAIT.toNanos();
      if (waits) {
        return; // the object is about to be made
      }
      write(client, next.get(), uid);
      events.done(next.get());
      next = events.first();
    }
  }

  private String uid(Regarding object) {
    return object.isStatusObject()
        ? uids.of(object.kind(), object.name()).orElse("")
        : object.uid();
  }

  private void write(KubernetesClient client, ClusterEvents.Waiting waiting, String uid) {
    ClusterEvent event = waiting.event();
    recent.removeIf(posted -> posted.event().at().isBefore(event.at().minus(KEPT)));
    try {
      for (Posted posted : recent) {
        if (posted.event().repeats(event)) {
          if (raise(client, posted, event)) {
            recent.remove(posted);
            recent.add(new Posted(event, posted.name(), posted.count() + 1));
            return;
          }
          recent.remove(posted);
          break;
        }
      }
      String name = name(waiting);
      create(client, event, name, uid);
      if (recent.size() >= MOST_RECENT) {
        recent.removeFirst();
      }
      recent.add(new Posted(event, name, 1));
    } catch (KubernetesClientException e) {
      boolean isRefused =
          switch (e.getCode()) {
            // not found: the namespace is gone
            case HttpURLConnection.HTTP_BAD_REQUEST,
                HttpURLConnection.HTTP_NOT_FOUND,
                UNPROCESSABLE ->
                true;
            default -> false;
          };
      if (!isRefused) {
        throw e;
      }
      log.warn(
          "cluster: the API server refuses the event {} {}: {}",
          event.reason(),
          event.note(),
          FailureWords.said(e));
    }
  }

  private static NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      api(KubernetesClient client, ClusterEvent event) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("events.k8s.io")
                .withVersion("v1")
                .withKind("Event")
                .withPlural("events")
                .withNamespaced(true)
                .build())
        .inNamespace(event.regarding().eventNamespace());
  }

  private void create(KubernetesClient client, ClusterEvent event, String name, String uid) {
    Map<String, Object> regarding = new LinkedHashMap<>();
    regarding.put("apiVersion", event.regarding().apiVersion());
    regarding.put("kind", event.regarding().kind());
    if (!event.regarding().namespace().isEmpty()) {
      regarding.put("namespace", event.regarding().namespace());
    }
    regarding.put("name", event.regarding().name());
    if (!uid.isEmpty()) {
      regarding.put("uid", uid);
    }
    String watcher = events.watcher();
    GenericKubernetesResource object = object(event, name);
    object.setAdditionalProperty("eventTime", MICROS.format(event.at()));
    object.setAdditionalProperty("reportingController", CONTROLLER);
    object.setAdditionalProperty(
        "reportingInstance",
        watcher.length() > LONGEST_INSTANCE ? watcher.substring(0, LONGEST_INSTANCE) : watcher);
    object.setAdditionalProperty("action", event.action());
    object.setAdditionalProperty("reason", event.reason());
    object.setAdditionalProperty("regarding", regarding);
    object.setAdditionalProperty("note", event.note());
    object.setAdditionalProperty("type", event.isWarning() ? "Warning" : "Normal");
    try {
      var _ = api(client, event).resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) { // an earlier try reached the server
        throw e;
      }
    }
  }

  private static GenericKubernetesResource object(ClusterEvent event, String name) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion("events.k8s.io/v1");
    object.setKind("Event");
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(event.regarding().eventNamespace())
            .build());
    return object;
  }

  /** Whether the event is still there, so that its count was raised. */
  private boolean raise(KubernetesClient client, Posted posted, ClusterEvent event) {
    String patch =
        "{\"series\":{\"count\":"
            + (posted.count() + 1)
            + ",\"lastObservedTime\":\""
            + MICROS.format(event.at())
            + "\"}}";
    GenericKubernetesResource object = object(event, posted.name());
    try {
      var _ =
          api(client, event)
              .resource(object) // by its name alone, it would be read first
              .patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(), patch);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** A name that no other event of this watcher has; the same for each try. */
  private String name(ClusterEvents.Waiting waiting) {
    ClusterEvent event = waiting.event();
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, event.at());
    String object = event.regarding().name();
    String name = OBJECT_NAME.matcher(object).matches() ? object : "leasehold";
    return name + "." + Long.toHexString(micros) + "." + Long.toHexString(waiting.number());
  }
}
