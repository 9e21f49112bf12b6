package dev.leasehold.prober;

import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.apiserver.ObjectWatch;
import dev.leasehold.apiserver.Projection;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.l2.AnnouncedService;
import dev.leasehold.l2.KnownServices;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Services as the API server told them last. Thread-safe. */
final class FollowedServices implements ObjectWatch.Listener {
  private static final Logger log = LoggerFactory.getLogger(FollowedServices.class);

  /** The path of all Services at an API server. */
  static final String PATH = "/api/v1/services";

  static final Projection KEPT =
      Projection.of(
          "spec.type", "spec.ports.port", "spec.ports.protocol", "status.loadBalancer.ingress.ip");

  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Runnable onList;

  /** All of them by their id; without addresses those that are not announced. */
  private Map<String, AnnouncedService> services = new HashMap<>();

  private long listingSince;
  private OptionalLong listedAt = OptionalLong.empty();
  private boolean isConnected;
  private String trouble = "";

  /**
   * @param nanos a clock that only goes on
   * @param onList is called after each list
   */
  FollowedServices(InstantSource clock, LongSupplier nanos, Runnable onList) {
    this.clock = clock;
    this.nanos = nanos;
    this.onList = onList;
  }

  /** All Services; empty before they were listed once. */
  synchronized Optional<KnownServices> known() {
    if (listedAt.isEmpty()) {
      return Optional.empty();
    }
    List<AnnouncedService> announced = new ArrayList<>();
    Set<String> leases = new HashSet<>();
    for (AnnouncedService service : services.values()) {
      leases.add(AnnouncedService.leaseName(service.namespace(), service.name()));
      if (!service.addresses().isEmpty()) {
        announced.add(service);
      }
    }
    return Optional.of(
        new KnownServices(
            announced, leases, clock.instant().minus(sinceList().orElseThrow()), isConnected));
  }

  /** How long ago the last whole list began; empty: there was none. */
  synchronized Optional<Duration> sinceList() {
    return listedAt.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanos.getAsLong() - listedAt.getAsLong()));
  }

  /** Whether the API server tells what changes. */
  synchronized boolean isConnected() {
    return isConnected;
  }

  @Override
  public synchronized void listing() {
    listingSince = nanos.getAsLong();
  }

  @Override
  public void listed(List<ApiObject> objects) {
    Map<String, AnnouncedService> all = new HashMap<>();
    for (ApiObject object : objects) {
      all.put(object.id(), service(object));
    }
    synchronized (this) {
      services = all;
      listedAt = OptionalLong.of(listingSince);
      isConnected = true;
      if (!trouble.isEmpty()) {
        log.info("the API server answers again");
        trouble = "";
      }
    }
    onList.run();
  }

  @Override
  public synchronized void changed(ApiObject object) {
    services.put(object.id(), service(object));
  }

  @Override
  public synchronized void deleted(ApiObject object) {
    services.remove(object.id());
  }

  @Override
  public void forgotten(String why) {
    log.info("{}; listing all Services again", why);
  }

  @Override
  public synchronized void lost(String why) {
    isConnected = false;
    if (!why.equals(trouble)) {
      log.warn("{}; the Services stay as they are known, and nothing is repaired", why);
      trouble = why;
    }
  }

  private static AnnouncedService service(ApiObject object) {
    boolean isLoadBalancer = "LoadBalancer".equals(object.spec().get("type"));
    return new AnnouncedService(
        object.namespace(),
        object.name(),
        object.uid(),
        isLoadBalancer ? ServiceObject.addresses(ips(object)) : List.of(),
        isLoadBalancer ? tcpPorts(object) : List.of());
  }

  private static List<String> ips(ApiObject object) {
    List<String> ips = new ArrayList<>();
    if (object.status().get("loadBalancer") instanceof Map<?, ?> status
        && status.get("ingress") instanceof List<?> ingress) {
      for (Object one : ingress) {
        if (one instanceof Map<?, ?> fields && fields.get("ip") instanceof String ip) {
          ips.add(ip);
        }
      }
    }
    return ips;
  }

  private static List<Integer> tcpPorts(ApiObject object) {
    List<Integer> tcp = new ArrayList<>();
    if (object.spec().get("ports") instanceof List<?> ports) {
      for (Object one : ports) {
        if (one instanceof Map<?, ?> fields
            && (!fields.containsKey("protocol") || "TCP".equals(fields.get("protocol")))
            && fields.get("port") instanceof Long port) {
          tcp.add(Math.toIntExact(port));
        }
      }
    }
    return tcp;
  }
}
