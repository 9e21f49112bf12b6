package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OneAddressTest {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata:
        namespace: ingress
        name: web
        annotations:
          lbipam.cilium.io/ips: 192.0.2.1,2001:db8:10::80 # kpt-set: 192.0.2.1,${home.web}
      spec: {type: LoadBalancer}
      """;

  private static RenderScenario scene(String service) {
    return new RenderScenario()
        .prefix("home")
        .lease("home", "2001:db8:10")
        .file("web.yaml", service)
        .render();
  }

  @Test
  void aSetterOfTheCurrentAddressAloneIsReported() {
    assertEquals(
        List.of(
            "web.yaml:7: Service web: metadata.annotations[lbipam.cilium.io/ips]: loses its old"
                + " address as soon as another prefix is current, although the old prefix still"
                + " drains; write ${home.web.all} to have both"),
        scene(SERVICE).reported());
    assertEquals(
        1,
        scene(SERVICE.replace("lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips")).reported().size());
  }

  @Test
  void whatKeepsBothOrIsNotLbIpamsIsNot() {
    for (String fine :
        List.of(
            SERVICE.replace("${home.web}", "${home.web.all}"),
            SERVICE.replace("lbipam.cilium.io/ips", "metallb.io/loadBalancerIPs"),
            SERVICE.replace("lbipam.cilium.io/ips", "example.org/target"),
            SERVICE.replace("type: LoadBalancer", "type: ClusterIP"))) {
      assertEquals(List.of(), scene(fine).reported(), fine);
    }
  }

  @Test
  void aBindingWithoutDrainingIsReported() {
    String plain = SERVICE.replaceAll(" # kpt-set.*", "");
    String target = "kind: Service, namespace: ingress, name: web";
    RenderScenario scene =
        scene(plain).binding("web", "name: home, host: web", target, "Append").render();
    assertEquals(
        List.of(
            "binding-web.yaml:7: DynamicPrefixBinding web: spec.updateStrategy: Service web loses"
                + " its old address as soon as another prefix is current, although the old prefix"
                + " still drains; set draining: Keep to have both, or draining: Drop to accept"
                + " this"),
        scene.reported());
    for (String says : List.of("Keep", "Drop")) {
      scene.binding("web", "name: home, host: web", target, "Append, draining: " + says).render();
      assertEquals(List.of(), scene.reported());
    }
  }
}
