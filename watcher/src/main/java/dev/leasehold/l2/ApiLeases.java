package dev.leasehold.l2;

import dev.leasehold.apiserver.ApiFailure;
import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.apiserver.Projection;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Leases as the probe reads them, without fabric8. */
public final class ApiLeases implements AnnouncementLeases {
  private final ApiServer server;

  public ApiLeases(ApiServer server) {
    this.server = server;
  }

  private static String path(String namespace) {
    return "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
  }

  @Override
  public List<AnnouncementLease> list(String namespace) throws IOException, InterruptedException {
    List<AnnouncementLease> leases = new ArrayList<>();
    try {
      String _ =
          server.list(
              path(namespace), Projection.SCALARS_OF_SPEC, object -> leases.add(read(object)));
    } catch (ApiFailure e) {
      throw new IOException(e.getMessage(), e);
    }
    return leases;
  }

  private static AnnouncementLease read(ApiObject object) {
    @Nullable Object seconds = object.spec().get("leaseDurationSeconds");
    return AnnouncementLease.of(
        object.namespace(),
        object.name(),
        object.uid(),
        object.resourceVersion(),
        object.spec().get("holderIdentity") instanceof String holder ? holder : "",
        time(object, "acquireTime"),
        time(object, "renewTime"),
        seconds instanceof Long number ? Math.clamp(number, 0, Integer.MAX_VALUE) : 0);
  }

  private static Optional<Instant> time(ApiObject object, String field) {
    try {
      return object.spec().get(field) instanceof String text
          ? Optional.of(Instant.parse(text))
          : Optional.empty();
    } catch (DateTimeException e) { // the API server has none of these
      return Optional.empty();
    }
  }

  @Override
  public boolean delete(AnnouncementLease lease) throws IOException, InterruptedException {
    try {
      server.delete(path(lease.namespace()), lease.name(), lease.uid());
      return true;
    } catch (ApiFailure e) {
      if (e.kind() == ApiFailure.Kind.CONFLICT || e.kind() == ApiFailure.Kind.NOT_FOUND) {
        return false;
      }
      throw new IOException(e.getMessage(), e);
    }
  }
}
