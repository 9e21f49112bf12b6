package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.SubjectId;
import dev.leasehold.krm.Place;
import dev.leasehold.net.Address;
import dev.leasehold.net.Family;
import java.util.List;
import java.util.Map;

/**
 * A Service that has an address from a pool of its own: the address of a host of a prefix, of a
 * claim, or with the host part that it had.
 *
 * @param family of its address: pools of the other one need not exclude the Service
 * @param prefix of a claim, the name of its pool
 * @param host of a claim, its name; of a kept host part, {@code NAMESPACE.NAME} of the Service
 * @param drains addresses of other pools that the Service may have until they are gone; a pool with
 *     one of them does not exclude it before
 * @param place where the host is described
 */
public record Pin(
    Why why,
    Family family,
    String prefix,
    String host,
    DynamicPrefix.ServiceRef service,
    DynamicPrefix.PinBy by,
    List<Address> drains,
    Place place) {
  public Pin {
    drains = List.copyOf(drains);
  }

  /** Why a Service has a pool of its own. */
  public enum Why {
    /** A host of a prefix names it. */
    HOST,
    /** It asks for the address of a host, and so gets no other in any case. */
    REQUEST,
    /** A claim of a public address names it. */
    CLAIM,
    /** It keeps its host part. */
    KEPT
  }

  /** The label of a Service that is pinned by label. Its value names the host. */
  public static final String LABEL = "leasehold.dev/host";

  /** LB-IPAM's own label for the name of a Service, which every Service has. */
  public static final String NAME = "io.kubernetes.service.name";

  /** LB-IPAM's own label for the namespace of a Service. */
  public static final String NAMESPACE = "io.kubernetes.service.namespace";

  /** What it is, and its name, for messages. */
  public String what() {
    return switch (why) {
      case HOST, REQUEST -> "host '" + host + "'";
      case CLAIM -> SubjectId.Kind.PUBLIC_IP.intent() + " '" + host + "'";
      case KEPT -> "Service " + service;
    };
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
