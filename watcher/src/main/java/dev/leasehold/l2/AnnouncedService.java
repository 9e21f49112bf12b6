package dev.leasehold.l2;

import dev.leasehold.net.Address;
import java.util.List;

/**
 * A Service of the type LoadBalancer that has an address.
 *
 * @param uid of the object
 * @param addresses its addresses, in the order of its status
 * @param tcpPorts its TCP ports; empty: only its answer on the link can be tried
 */
public record AnnouncedService(
    String namespace, String name, String uid, List<Address> addresses, List<Integer> tcpPorts) {
  /** The beginning of the names of Leases of Cilium's L2 announcements. */
  static final String LEASE_PREFIX = "cilium-l2announce-";

  public AnnouncedService {
    addresses = addresses.stream().distinct().toList();
    tcpPorts = List.copyOf(tcpPorts);
  }

  /** The name of the Lease by which Cilium's agents decide who announces a Service. */
  public static String leaseName(String namespace, String name) {
    return LEASE_PREFIX + namespace + "-" + name;
  }

  String leaseName() {
    return leaseName(namespace, name);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
