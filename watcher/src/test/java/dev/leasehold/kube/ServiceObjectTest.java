package dev.leasehold.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of a Service. */
final class ServiceObjectTest {
  private static ServiceObject service(String annotations, String spec) {
    return ServiceObject.of(
        new ClusterObject(
            Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop, uid: u, annotations: %s}
                spec: %s
                status: {loadBalancer: {ingress: [{ip: 203.0.113.1}, {hostname: web.example}]}}
                """
                    .formatted(annotations, spec),
                GenericKubernetesResource.class)));
  }

  @Test
  void keepsTheAddressesThatItHasAndAsksFor() {
    ServiceObject service =
        service(
            "{lbipam.cilium.io/ips: '203.0.113.2, 203.0.113.3', metallb.io/loadBalancerIPs:"
                + " '203.0.113.4,2001:db8::1', other: 203.0.113.9}",
            "{type: LoadBalancer, loadBalancerIP: 203.0.113.5, externalIPs: [203.0.113.6]}");
    assertEquals(ServiceObject.addresses(List.of("203.0.113.1")), service.loadBalancerIps());
    assertEquals(
        "[203.0.113.6, 203.0.113.5, 203.0.113.2, 203.0.113.3, 203.0.113.4, 2001:db8::1]",
        service.askedIps().toString());
  }

  /** Nothing gives an address to a Service of another type. */
  @Test
  void aServiceOfAnotherTypeAsksForNoAddressOfALoadBalancer() {
    ServiceObject service =
        service(
            "{io.cilium/lb-ipam-ips: 203.0.113.2}",
            "{type: ClusterIP, loadBalancerIP: 203.0.113.5, externalIPs: [203.0.113.6]}");
    assertEquals("[203.0.113.6]", service.askedIps().toString());
  }

  @Test
  void mayHaveAnIpv6AddressOfCilium() {
    assertTrue(service("{}", "{type: LoadBalancer}").mayHaveIpv6());
    assertTrue(service("{}", "{ipFamilies: [IPv4, IPv6]}").mayHaveIpv6());
    assertTrue(service("{}", "{loadBalancerClass: io.cilium/l2-announcer}").mayHaveIpv6());
    assertFalse(service("{}", "{ipFamilies: [IPv4]}").mayHaveIpv6());
    assertFalse(service("{}", "{loadBalancerClass: tailscale}").mayHaveIpv6());
  }
}
