package dev.leasehold.kube;

import dev.leasehold.election.LeaseState;
import dev.leasehold.election.LeaseStore;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Lease of a cluster. A write names the {@code resourceVersion} that it replaces, so that the API
 * server refuses it after any other write. fabric8's own {@code LeaderElector} is not used: it
 * stops the holder when the API server is away.
 */
public final class LeaseObject implements LeaseStore {
  private final NamedObject object;

  /** Of the object as it was read or written last. */
  private volatile ObjectMeta metadata = new ObjectMeta();

  /**
   * @param connection for this Lease alone, with a deadline of {@link
   *     dev.leasehold.election.Timing#request}
   */
  public LeaseObject(ClusterConnection connection, String namespace, String name) {
    this.object = new NamedObject(connection, "Lease", namespace, name);
  }

  @Override
  public String place() {
    return object.place();
  }

  @Override
  public Answer read() {
    return ask(client -> resource(client).get());
  }

  @Override
  public Answer create(LeaseState lease) {
    Lease made =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(object.namespace())
            .withName(object.name())
            .addToLabels(NamedObject.LABELS)
            .endMetadata()
            .withSpec(spec(lease))
            .build();
    Answer answer = ask(client -> client.resource(made).create());
    return answer instanceof Missing ? new Unavailable(object.noNamespace()) : answer;
  }

  @Override
  public Answer replace(Found known, LeaseState lease) {
    Lease made =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(object.namespace())
            .withName(object.name())
            .withResourceVersion(known.version())
            .withAnnotations(metadata.getAnnotations()) // of a deliverer, such as Argo CD
            .withLabels(metadata.getLabels())
            .addToLabels(NamedObject.LABELS)
            .endMetadata()
            .withSpec(spec(lease))
            .build();
    return ask(client -> client.resource(made).update());
  }

  private Resource<Lease> resource(KubernetesClient client) {
    return client.leases().inNamespace(object.namespace()).withName(object.name());
  }

  private Answer ask(Function<KubernetesClient, @Nullable Lease> request) {
    return switch (object.ask(request)) {
      case NamedObject.Done<Lease>(Lease lease) -> {
        metadata = lease.getMetadata();
        yield new Found(state(lease.getSpec()), String.valueOf(metadata.getResourceVersion()));
      }
      case NamedObject.Missing<Lease> _ -> new Missing();
      case NamedObject.Conflict<Lease> _ -> new Conflict();
      case NamedObject.Failed<Lease>(String why, boolean refused) ->
          refused ? new Refused(why) : new Unavailable(why);
    };
  }

  private static LeaseSpec spec(LeaseState lease) {
    return new LeaseSpecBuilder()
        .withHolderIdentity(lease.holder().isEmpty() ? null : lease.holder()) // not an empty one
        .withLeaseDurationSeconds(Math.toIntExact(lease.duration().toSeconds()))
        .withAcquireTime(lease.acquired().atZone(ZoneOffset.UTC))
        .withRenewTime(lease.renewed().atZone(ZoneOffset.UTC))
        .withLeaseTransitions(Math.toIntExact(lease.transitions()))
        .build();
  }

  /** People and other programs may leave fields out. */
  private static LeaseState state(@Nullable LeaseSpec spec) {
    if (spec == null) {
      return LeaseState.UNUSED;
    }
    return new LeaseState(
        Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
        Duration.ofSeconds(Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 0)),
        instant(spec.getAcquireTime()),
        instant(spec.getRenewTime()),
        Objects.requireNonNullElse(spec.getLeaseTransitions(), 0));
  }

  private static Instant instant(@Nullable ZonedDateTime time) {
    return time == null ? LeaseState.NEVER : time.toInstant();
  }
}
