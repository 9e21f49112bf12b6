package dev.leasehold.kube;

import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a Service.
 *
 * @param uid differs between two Services that have the name one after the other
 * @param type {@code ClusterIP}, {@code LoadBalancer}, …
 * @param clusterIps its addresses in the cluster, the primary one first; empty for a headless one
 * @param loadBalancerIps the addresses that its load balancer gave it, of its status
 * @param askedIps the addresses that its spec and its annotations ask for
 * @param asksForAddress whether it asks Cilium for certain addresses, by a field or annotation
 * @param mayHaveIpv6 whether Cilium may give it an IPv6 address, by its families and its class of
 *     load balancers
 * @param tcpPorts its ports for TCP
 * @param selector the labels of its Pods; empty: its endpoints are managed by someone else
 */
public record ServiceObject(
    String namespace,
    String name,
    String uid,
    String type,
    List<Address> clusterIps,
    List<Address> loadBalancerIps,
    List<Address> askedIps,
    boolean asksForAddress,
    boolean mayHaveIpv6,
    List<Integer> tcpPorts,
    Map<String, String> selector) {
  /** The annotations of Cilium that ask for addresses. */
  private static final List<String> CILIUM =
      List.of("lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips");

  /** Those of MetalLB. */
  private static final List<String> METALLB =
      List.of("metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs");

  public ServiceObject {
    clusterIps = List.copyOf(clusterIps);
    loadBalancerIps = List.copyOf(loadBalancerIps);
    askedIps = List.copyOf(askedIps);
    tcpPorts = List.copyOf(tcpPorts);
    selector = Map.copyOf(selector);
  }

  /** Takes what is kept of a Service. */
  public static ServiceObject of(ClusterObject object) {
    List<String> clusterIps = object.texts("spec", "clusterIPs");
    return new ServiceObject(
        object.namespace(),
        object.name(),
        object.uid(),
        object.text("spec", "type").intern(),
        addresses(clusterIps.isEmpty() ? List.of(object.text("spec", "clusterIP")) : clusterIps),
        addresses(object.textsOf("ip", "status", "loadBalancer", "ingress")),
        asked(object),
        asksForAddress(object),
        mayHaveIpv6(object),
        tcpPorts(object.mappings("spec", "ports")),
        object.map("spec", "selector"));
  }

  private static List<Address> asked(ClusterObject object) {
    List<String> asked = new ArrayList<>(object.texts("spec", "externalIPs"));
    if (object.text("spec", "type").equals("LoadBalancer")) {
      asked.add(object.text("spec", "loadBalancerIP"));
      for (List<String> annotations : List.of(CILIUM, METALLB)) {
        for (String annotation : annotations) {
          String list = object.annotations().getOrDefault(annotation, "");
          asked.addAll(Arrays.asList(list.split("[\\s,]+")));
        }
      }
    }
    return addresses(asked);
  }

  private static boolean asksForAddress(ClusterObject object) {
    return !object.text("spec", "loadBalancerIP").isEmpty()
        || CILIUM.stream().anyMatch(key -> !object.annotations().getOrDefault(key, "").isEmpty());
  }

  private static boolean mayHaveIpv6(ClusterObject object) {
    List<String> families = object.texts("spec", "ipFamilies");
    String loadBalancer = object.text("spec", "loadBalancerClass");
    return (families.isEmpty() || families.contains("IPv6"))
        && (loadBalancer.isEmpty() || loadBalancer.startsWith("io.cilium/"));
  }

  private static List<Integer> tcpPorts(List<Map<?, ?>> ports) {
    List<Integer> tcp = new ArrayList<>();
    for (Map<?, ?> port : ports) {
      @Nullable Object protocol = port.get("protocol");
      if ((protocol == null || protocol.equals("TCP")) && port.get("port") instanceof Integer one) {
        tcp.add(one);
      }
    }
    return tcp;
  }

  /** The addresses among the texts; {@code None} is not one, and neither is a host name. */
  public static List<Address> addresses(List<String> texts) {
    List<Address> addresses = new ArrayList<>();
    for (String text : texts) {
      parse(text).ifPresent(addresses::add);
    }
    return addresses;
  }

  private static Optional<Address> parse(String text) {
    try {
      return Optional.of(Address.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** Whether it gets addresses of a load balancer. */
  public boolean isLoadBalancer() {
    return type.equals("LoadBalancer");
  }

  /** Whether its load balancer gave it an IPv6 address. */
  public boolean hasIpv6() {
    return loadBalancerIps.stream().anyMatch(has -> has.family() == Family.IPV6);
  }

  /** {@code NAMESPACE/NAME}. */
  public String id() {
    return namespace + "/" + name;
  }
}
