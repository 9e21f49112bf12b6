package dev.leasehold.mirror;

import dev.leasehold.render.agent.AgentObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How the DaemonSets of Agents run. One that is not Ready on each node is read in each step, the
 * others every few minutes.
 */
final class AgentRollouts {
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final String VERSION = "v1";

  private final LongSupplier nanos;
  private final Map<String, Read> read = new TreeMap<>();

  private @Nullable KubernetesClient last;

  /** What was read of a namespace, and when. */
  private record Read(Optional<Rollout> rollout, boolean isPermitted, long at) {}

  /**
   * The status of a DaemonSet.
   *
   * @param isSeen whether the status is of its newest version
   */
  record Rollout(long desired, long scheduled, long upToDate, long ready, boolean isSeen) {
    boolean isReady() {
      return isSeen
          && desired > 0
          && scheduled == desired
          && upToDate == desired
          && ready == desired;
    }
  }

  AgentRollouts(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Reads the DaemonSets that are due.
   *
   * @param namespaces those with an Agent
   */
  @SuppressWarnings("ReferenceEquality") // this client, not one like it
  void read(KubernetesClient client, List<String> namespaces) {
    if (client != last) {
      read.clear();
      last = client;
    }
    read.keySet().retainAll(namespaces);
    for (String namespace : namespaces) {
      Read before = read.get(namespace);
      boolean isFresh =
          before != null
              && before.rollout().filter(Rollout::isReady).isPresent()
              && nanos.getAsLong() - before.at() < INTERVAL.toNanos();
      if (!isFresh) {
        read.put(namespace, one(client, namespace));
      }
    }
  }

  private Read one(KubernetesClient client, String namespace) {
    try {
      return new Read(get(client, namespace), true, nanos.getAsLong());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      return new Read(Optional.empty(), false, nanos.getAsLong());
    }
  }

  private static Optional<Rollout> get(KubernetesClient client, String namespace) {
    @Nullable GenericKubernetesResource daemonSet =
        client
            .genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup("apps")
                    .withVersion(VERSION)
                    .withKind(AgentObject.DAEMON_SET.kind())
                    .withPlural("daemonsets")
                    .withNamespaced(true)
                    .build())
            .inNamespace(namespace)
            .withName(AgentObject.NAME)
            .get();
    if (daemonSet == null) {
      return Optional.empty();
    }
    Map<?, ?> status =
        daemonSet.getAdditionalProperties().get("status") instanceof Map<?, ?> map ? map : Map.of();
    @Nullable Long generation = daemonSet.getMetadata().getGeneration();
    return Optional.of(
        new Rollout(
            number(status, "desiredNumberScheduled"),
            number(status, "currentNumberScheduled"),
            number(status, "updatedNumberScheduled"),
            number(status, "numberReady"),
            generation != null && number(status, "observedGeneration") >= generation));
  }

  private static long number(Map<?, ?> status, String key) {
    return status.get(key) instanceof Number number ? number.longValue() : 0;
  }

  /** The status of an Agent; empty before its DaemonSet was read. */
  Map<String, Object> status(String namespace) {
    Read known = read.get(namespace);
    if (known == null) {
      return Map.of();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    known
        .rollout()
        .ifPresent(rollout -> {
          fields.put("desired", rollout.desired());
          fields.put("scheduled", rollout.scheduled());
          fields.put("upToDate", rollout.upToDate());
          fields.put("nodesReady", rollout.ready());
        });
    fields.put(StatusMerge.CONDITIONS, List.of(condition(known, namespace).fields()));
    return fields;
  }

  private static Condition condition(Read known, String namespace) {
    String name = "DaemonSet " + namespace + "/" + AgentObject.NAME;
    if (!known.isPermitted()) {
      return new Condition(
          Condition.READY,
          false,
          "NotPermitted",
          "the role of the watcher does not permit to read "
              + name
              + "; apply docs/deploy/mirror of this version");
    }
    if (known.rollout().isEmpty()) {
      return new Condition(
          Condition.READY,
          false,
          "NotDelivered",
          "the cluster has no " + name + "; look at what delivers it");
    }
    Rollout rollout = known.rollout().get();
    if (rollout.isReady()) {
      return new Condition(
          Condition.READY,
          true,
          "Ready",
          name + " is Ready on all of " + rollout.desired() + " nodes");
    }
    if (rollout.isSeen() && rollout.desired() == 0) {
      return new Condition(
          Condition.READY,
          false,
          "NoNodes",
          name + " runs nowhere: no node has the labels of nodeSelector");
    }
    return new Condition(
        Condition.READY,
        false,
        "Progressing",
        name
            + " is Ready on "
            + rollout.ready()
            + " of "
            + rollout.desired()
            + " nodes, and up to date on "
            + rollout.upToDate());
  }
}
