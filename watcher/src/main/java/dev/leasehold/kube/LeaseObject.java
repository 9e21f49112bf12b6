package dev.leasehold.kube;

import dev.leasehold.election.LeaseState;
import dev.leasehold.election.LeaseStore;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Lease of a cluster. A write names the {@code resourceVersion} that it replaces, so that the API
 * server refuses it after any other write. fabric8's own {@code LeaderElector} is not used: it
 * stops the holder when the API server is away.
 */
public final class LeaseObject implements LeaseStore {
  /** The annotation with {@link LeaseState#successor}. */
  private static final String SUCCESSOR = "leasehold.dev/successor";

  private final NamedObject<Lease> object;

  /**
   * @param connection for this Lease alone, with a deadline of {@link
   *     dev.leasehold.election.Timing#request}
   * @param nanos a monotonic clock in nanoseconds
   */
  public LeaseObject(
      ClusterConnection connection, LongSupplier nanos, String namespace, String name) {
    this.object = new NamedObject<>(connection, nanos, Lease.class, namespace, name);
  }

  @Override
  public String place() {
    return object.place();
  }

  @Override
  public Answer read() {
    return answer(object.read());
  }

  @Override
  public Answer create(LeaseState lease) {
    return answer(object.create(of(lease)));
  }

  @Override
  public Answer replace(Found known, LeaseState lease) {
    return answer(object.replace(known.version(), of(lease)));
  }

  private static Answer answer(NamedObject.Answer<Lease> answer) {
    return switch (answer) {
      case NamedObject.Done<Lease>(Lease lease, String version) -> new Found(state(lease), version);
      case NamedObject.Missing<Lease> _ -> new Missing();
      case NamedObject.Conflict<Lease> _ -> new Conflict();
      case NamedObject.Failed<Lease>(String why, boolean refused) ->
          refused ? new Refused(why) : new Unavailable(why);
    };
  }

  private static Lease of(LeaseState lease) {
    return new LeaseBuilder()
        .withNewMetadata()
        .addToAnnotations(SUCCESSOR, lease.successor())
        .endMetadata()
        .withSpec(spec(lease))
        .build();
  }

  /** The API server accepts no empty holder and no duration of zero; such fields are left out. */
  private static LeaseSpec spec(LeaseState lease) {
    return new LeaseSpecBuilder()
        .withHolderIdentity(lease.holder().isEmpty() ? null : lease.holder())
        .withLeaseDurationSeconds(
            lease.duration().isZero() ? null : Math.toIntExact(lease.duration().toSeconds()))
        .withAcquireTime(time(lease.acquired()))
        .withRenewTime(time(lease.renewed()))
        .withLeaseTransitions(Math.toIntExact(lease.transitions()))
        .build();
  }

  /** People and other programs may leave fields out. */
  private static LeaseState state(Lease lease) {
    @Nullable LeaseSpec spec = lease.getSpec();
    if (spec == null) {
      return LeaseState.UNUSED;
    }
    @Nullable Map<String, String> annotations = lease.getMetadata().getAnnotations();
    return new LeaseState(
        Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
        Duration.ofSeconds(Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 0)),
        instant(spec.getAcquireTime()),
        instant(spec.getRenewTime()),
        Objects.requireNonNullElse(spec.getLeaseTransitions(), 0),
        annotations == null ? "" : annotations.getOrDefault(SUCCESSOR, ""));
  }

  private static @Nullable ZonedDateTime time(Instant time) {
    return time.equals(LeaseState.NEVER) ? null : time.atZone(ZoneOffset.UTC);
  }

  private static Instant instant(@Nullable ZonedDateTime time) {
    return time == null ? LeaseState.NEVER : time.toInstant();
  }
}
