package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values that a change lists are those of the file: what stays is the same text in both. */
final class ChangeListTest {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: web
        annotations:
          example.org/ips: ""
      """;
  private static final String GATEWAY =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: web}
      spec:
        gatewayClassName: cilium
        listeners: []
        addresses: []
      """;
  private static final String CUSTOM =
      """
      apiVersion: example.org/v1
      kind: Custom
      metadata: {name: web}
      spec:
        ips: []
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: Service, name: web, namespace: default, annotation: lbipam.cilium.io/ips | web | ''",
        "kind: Gateway, name: web, namespace: default | web | ''",
        "kind: Custom, name: web, fieldPath: spec.ips | web | ''",
        "kind: CiliumCIDRGroup, name: web | web | /128",
        "kind: CiliumLoadBalancerIPPool, name: lb | web | /128",
      })
  void theEndOfADrainListsOnlyRemovedAddresses(String target, String host, String length) {
    RenderScenario scene =
        new RenderScenario()
            .prefix("home")
            .pool()
            .file("service.yaml", SERVICE)
            .file("gateway.yaml", GATEWAY)
            .file("custom.yaml", CUSTOM)
            .binding("b", "name: home, subnet: " + host, target, "Replace, draining: Keep");
    scene.lease("home", "2001:db8:b", "2001:db8:a").render();
    scene.lease("home", "2001:db8:b").render();
    List<String> gone = new ArrayList<>();
    List<String> come = new ArrayList<>();
    for (Change change : scene.changes()) {
      gone.addAll(new TreeSet<>(change.before()));
      gone.removeAll(change.after());
      come.addAll(new TreeSet<>(change.after()));
      come.removeAll(change.before());
    }
    assertEquals(List.of("2001:db8:a::80" + length), gone);
    assertEquals(List.of(), come);
  }
}
