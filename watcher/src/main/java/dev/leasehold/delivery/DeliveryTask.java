package dev.leasehold.delivery;

import dev.leasehold.kube.ClusterTask;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.AddressRange;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the objects of the cluster with what bindings have given to them in Git. While something
 * has not arrived, they are read in each step, else every few minutes.
 */
public final class DeliveryTask implements ClusterTask.Step {
  private static final Logger log = LoggerFactory.getLogger(DeliveryTask.class);

  /** How often objects are read that had everything. */
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  /** How long a deliverer usually takes; Flux and Argo CD poll within some minutes. */
  private static final Duration USUAL = Duration.ofMinutes(10);

  /** The most Services on gone prefixes that are named. */
  private static final int MOST_NAMED = 10;

  private final Supplier<List<Expected>> expected;
  private final Supplier<List<Leased>> leased;
  private final Supplier<Optional<List<ServiceObject>>> services;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private List<Expected> read = List.of();
  private long readAt;
  private @Nullable KubernetesClient last;
  private volatile Map<Key, Missing> missing = Map.of();
  private volatile int lookedAt;
  private volatile boolean isRead;

  private record Key(String target, String binding) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byTarget = target.compareTo(other.target);
      return byTarget != 0 ? byTarget : binding.compareTo(other.binding);
    }
  }

  private record Missing(Expected expected, String why) {}

  /**
   * @param expected what Git has now
   * @param leased what leases have and had
   * @param services those of the cluster; empty: they are not known
   * @param nanos the monotonic clock in nanoseconds
   */
  public DeliveryTask(
      Supplier<List<Expected>> expected,
      Supplier<List<Leased>> leased,
      Supplier<Optional<List<ServiceObject>>> services,
      InstantSource clock,
      LongSupplier nanos) {
    this.expected = expected;
    this.leased = leased;
    this.services = services;
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * Why the addresses of a binding have not arrived, in words; empty: they have, or nothing is
   * known. Thread-safe.
   */
  public String missing(String target, String binding) {
    Missing found = missing.get(new Key(target, binding));
    return found == null ? "" : found.why() + age(found.expected());
  }

  /** What has arrived; empty before the objects were read. Thread-safe. */
  public Optional<DeliveryStatus> status() {
    if (!isRead) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    List<String> all = new ArrayList<>();
    List<String> overdue = new ArrayList<>();
    missing.forEach((key, found) -> {
      String text = key.target() + ": " + found.why() + age(found.expected());
      all.add(text);
      if (found.expected().since().filter(at -> now.isAfter(at.plus(USUAL))).isPresent()) {
        overdue.add(text + "; look at what delivers it");
      }
    });
    Optional<List<ServiceAddress>> held = services();
    held.ifPresent(known -> addOverdue(known, now, overdue));
    return Optional.of(new DeliveryStatus(lookedAt, all, overdue, held));
  }

  /**
   * The addresses that Services have of leases, those of gone prefixes first; empty: it is not
   * known which they have. Thread-safe.
   */
  public Optional<List<ServiceAddress>> services() {
    return services.get().map(known -> ServiceAddress.of(leased.get(), known));
  }

  private static void addOverdue(List<ServiceAddress> known, Instant now, List<String> overdue) {
    List<ServiceAddress> stale =
        known.stream()
            .filter(one -> one.of().state() == Leased.State.GONE)
            .filter(one -> one.of().at().filter(at -> now.isAfter(at.plus(USUAL))).isPresent())
            .toList();
    stale.stream().limit(MOST_NAMED).forEach(one -> overdue.add(one.text(now)));
    if (stale.size() > MOST_NAMED) {
      overdue.add("and " + (stale.size() - MOST_NAMED) + " more addresses of gone prefixes");
    }
  }

  private String age(Expected one) {
    return one.since()
        .map(at -> ", " + Math.max(0, Duration.between(at, clock.instant()).toMinutes()))
        .map(text -> text + " min after its commit")
        .orElse("");
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // this client, not one like it
  public void run(KubernetesClient client) {
    List<Expected> all = expected.get();
    boolean isFresh =
        client == last
            && missing.isEmpty()
            && all.equals(read)
            && nanos.getAsLong() - readAt < INTERVAL.toNanos();
    if (isFresh) {
      return;
    }
    Map<DeliveredKind, List<GenericKubernetesResource>> live = new EnumMap<>(DeliveredKind.class);
    Map<Key, Missing> found = new TreeMap<>();
    for (Expected one : all) {
      Optional<DeliveredKind> kind = DeliveredKind.of(one.kind());
      if (kind.isPresent()) {
        List<GenericKubernetesResource> objects =
            live.computeIfAbsent(kind.get(), of -> list(client, of));
        why(one, objects)
            .ifPresent(
                why -> found.put(new Key(one.target(), one.binding()), new Missing(one, why)));
      }
    }
    tell(found);
    missing = found;
    lookedAt = (int) all.stream().filter(one -> DeliveredKind.of(one.kind()).isPresent()).count();
    isRead = true;
    read = all;
    readAt = nanos.getAsLong();
    last = client;
  }

  /** An operator sees in the log when a change has arrived. */
  private void tell(Map<Key, Missing> found) {
    missing.forEach((key, before) -> {
      if (!found.containsKey(key)) {
        log.info(
            "{}: {} of the cluster has {}",
            key.target(),
            before.expected().object(),
            before.expected().addresses());
      }
    });
  }

  private static Optional<String> why(Expected one, List<GenericKubernetesResource> objects) {
    Optional<GenericKubernetesResource> object =
        objects.stream()
            .filter(live -> live.getMetadata().getName().equals(one.name()))
            .filter(live ->
                one.namespace().isEmpty()
                    || live.getMetadata().getNamespace() == null
                    || live.getMetadata().getNamespace().equals(one.namespace().get()))
            .findFirst();
    if (object.isEmpty()) {
      return Optional.of("the cluster has no " + one.object());
    }
    List<AddressRange> ranges = LiveRanges.of(object.get().getAdditionalProperties().get("spec"));
    return ranges.stream().anyMatch(range -> one.range().contains(range))
        ? Optional.empty()
        : Optional.of(one.object() + " of the cluster has nothing of " + one.addresses());
  }

  /** The objects of a kind; none if the cluster does not have the kind. */
  private static List<GenericKubernetesResource> list(KubernetesClient client, DeliveredKind kind) {
    for (String version : versions(client, kind)) {
      try {
        return list(client, kind, version);
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
          throw e;
        } // an older version of the group has the kind
      }
    }
    return List.of();
  }

  private static List<String> versions(KubernetesClient client, DeliveredKind kind) {
    try {
      @Nullable APIGroup group = client.getApiGroup(kind.group());
      return group == null
          ? List.of()
          : group.getVersions().stream().map(GroupVersionForDiscovery::getVersion).toList();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private static List<GenericKubernetesResource> list(
      KubernetesClient client, DeliveredKind kind, String version) {
    ResourceDefinitionContext context =
        new ResourceDefinitionContext.Builder()
            .withGroup(kind.group())
            .withVersion(version)
            .withPlural(kind.plural())
            .withKind(kind.kind())
            .withNamespaced(kind.isNamespaced())
            .build();
    var all = client.genericKubernetesResources(context);
    return kind.isNamespaced() ? all.inAnyNamespace().list().getItems() : all.list().getItems();
  }
}
