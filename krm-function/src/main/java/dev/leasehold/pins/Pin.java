package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.SubjectId;
import dev.leasehold.krm.Place;
import dev.leasehold.net.Family;
import java.util.Map;

/**
 * A host of a prefix, or a claim, and the Service that has its address from a pool of its own.
 *
 * @param of whether it is a host of a prefix or a claim of a public address
 * @param family of its address: pools of the other one need not exclude the Service
 * @param prefix of a claim, the name of its pool
 * @param host of a claim, its name
 * @param asks whether the Service asks for the address, and so gets no other in any case
 * @param place where the host is described
 */
public record Pin(
    SubjectId.Kind of,
    Family family,
    String prefix,
    String host,
    DynamicPrefix.ServiceRef service,
    DynamicPrefix.PinBy by,
    boolean asks,
    Place place) {
  /** The label of a Service that is pinned by label. Its value names the host. */
  public static final String LABEL = "leasehold.dev/host";

  /** LB-IPAM's own label for the name of a Service, which every Service has. */
  public static final String NAME = "io.kubernetes.service.name";

  /** LB-IPAM's own label for the namespace of a Service. */
  public static final String NAMESPACE = "io.kubernetes.service.namespace";

  /** What it is, and its name, for messages. */
  public String what() {
    return (of == SubjectId.Kind.PREFIX ? "host '" : of.intent() + " '") + host + "'";
  }

  /** Its name as an owner of entries, {@code PREFIX/HOST}. */
  public String owner() {
    return prefix + "/" + host;
  }

  /** The name of its pool. */
  public String pool() {
    return pool(prefix, host);
  }

  /** The name of the pool of that host. */
  public static String pool(String prefix, String host) {
    return prefix + "-" + host;
  }

  /** The value of {@link #LABEL} on its Service. */
  public String label() {
    return prefix + "." + host;
  }

  /** The name or label value that the other pools exclude. */
  String excluded() {
    return by == DynamicPrefix.PinBy.LABEL ? LABEL : service.name();
  }

  /** The labels that its Service has in any case. */
  Map<String, String> labels() {
    return by == DynamicPrefix.PinBy.LABEL
        ? Map.of(NAMESPACE, service.namespace(), NAME, service.name(), LABEL, label())
        : Map.of(NAMESPACE, service.namespace(), NAME, service.name());
  }
}
