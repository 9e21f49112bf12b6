package dev.leasehold.l2;

import dev.leasehold.kube.ClusterTask;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Leases as a watcher reads them. Its methods throw {@link KubernetesClientException}. */
public final class ClusterLeases implements AnnouncementLeases {
  private final KubernetesClient client;

  private ClusterLeases(KubernetesClient client) {
    this.client = client;
  }

  /** The rounds of a keeper as a task of a watcher. */
  public static ClusterTask.Step rounds(LeaseKeeper keeper) {
    return client -> {
      try {
        keeper.run(new ClusterLeases(client));
      } catch (IOException e) {
        throw new ClusterTask.StepException(String.valueOf(e.getMessage()));
      }
    };
  }

  @Override
  public List<AnnouncementLease> list(String namespace) {
    return client.leases().inNamespace(namespace).list().getItems().stream()
        .map(ClusterLeases::read)
        .toList();
  }

  private static AnnouncementLease read(Lease lease) {
    @Nullable LeaseSpec spec = lease.getSpec();
    Optional<LeaseSpec> known = Optional.ofNullable(spec);
    return AnnouncementLease.of(
        lease.getMetadata().getNamespace(),
        lease.getMetadata().getName(),
        lease.getMetadata().getUid(),
        lease.getMetadata().getResourceVersion(),
        known.map(LeaseSpec::getHolderIdentity).orElse(""),
        known.map(LeaseSpec::getAcquireTime).map(ZonedDateTime::toInstant),
        known.map(LeaseSpec::getRenewTime).map(ZonedDateTime::toInstant),
        known.map(LeaseSpec::getLeaseDurationSeconds).orElse(0));
  }

  @Override
  public boolean delete(AnnouncementLease lease) {
    String uri =
        "/apis/coordination.k8s.io/v1/namespaces/" + lease.namespace() + "/leases/" + lease.name();
    DeleteOptions thisOne =
        new DeleteOptionsBuilder()
            .withNewPreconditions()
            .withUid(lease.uid())
            .endPreconditions()
            .build();
    try {
      String _ = client.raw(uri, "DELETE", thisOne);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }
}
