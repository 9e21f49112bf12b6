package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.render.files.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each pool excludes, and what is reported of pools and Services that do not fit to that. */
class PinnedServicesTest {
  private static final String BOUND = "kind: CiliumLoadBalancerIPPool, name: lb";
  private static final String FOREIGN =
      """
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: mine
      spec:
        blocks:
          - start: fd00::1
            stop: fd00::ff
      """;

  private static String hosts(String... hosts) {
    return """
    apiVersion: leasehold.dev/v1alpha1
    kind: DynamicPrefix
    metadata: {name: home}
    spec:
      acquisition: {routerAdvertisement: {interface: eth0}}
      subnets: [{name: pool, offset: 0x1000, prefixLength: 120}]
      hosts: [%s]
    """
        .formatted(String.join(", ", hosts));
  }

  private static String pinned(String name, String more) {
    return "{name: "
        + name
        + ", suffix: \"::"
        + (80 + name.length())
        + "\", service: {namespace: ingress, name: "
        + name
        + "}"
        + more
        + "}";
  }

  private static String service(String namespace, String name, String spec) {
    return "apiVersion: v1\nkind: Service\nmetadata: {namespace: "
        + namespace
        + ", name: "
        + name
        + "}\nspec: {"
        + spec
        + "}\n";
  }

  /** A bound pool in Git, and a host that is pinned. */
  private static RenderScenario scene() {
    return new RenderScenario()
        .file("prefixes.yaml", hosts())
        .lease("home", "2001:db8:10")
        .pool()
        .binding("lb", "name: home, subnet: pool", BOUND, "Replace")
        .render()
        .file("prefixes.yaml", hosts(pinned("web", "")));
  }

  @Test
  void reportsThatAPoolInGitExcludesOthersOfTheName() {
    RenderScenario scene = scene().render();
    assertEquals(
        List.of(
            "pool.yaml:1: CiliumLoadBalancerIPPool lb: any other Service named web gets no address"
                + " from pool lb, in any namespace: a selector excludes by name alone. If there is"
                + " such a Service, set pinBy: Label on host home/web, or give it a second pool"
                + " (docs/rendering.md, Pinned Services)"),
        scene.reported());
    assertEquals(scene.reported(), scene.ofThisChange());
    assertEquals(List.of(), scene.render().reported(), "once");
  }

  @Test
  void aNewPoolTakesNothingFromAnybody() {
    RenderScenario scene = scene().delete(RenderScenario.POOL_FILE).render();
    assertEquals(List.of(), scene.reported());
    assertTrue(scene.text("ciliumloadbalancerippool-lb.yaml").contains("operator: NotIn"));
  }

  @Test
  void aServiceOfTheNameInAnotherNamespaceIsAnError() {
    String other = service("apps", "web", "type: LoadBalancer");
    scene()
        .file("apps.yaml", other)
        .fails(
            "prefixes.yaml:7: DynamicPrefix home: spec.hosts: 'web' is pinned by name, so pool lb"
                + " excludes every Service named web, and Service apps/web in apps.yaml gets no"
                + " address; set pinBy: Label on this host, or bind a subnet to a second pool that"
                + " selects name In [web] and namespace NotIn [ingress] (docs/rendering.md, Pinned"
                + " Services)");
    assertEquals(1, scene().render().file("apps.yaml", other).errors().size(), "later too");
    for (String none :
        List.of(
            service("apps", "web", "type: ClusterIP"),
            service("apps", "web", "type: LoadBalancer, loadBalancerClass: tailscale"),
            service("apps", "web", "type: LoadBalancer, ipFamilies: [IPv4]"),
            service("apps", "db", "type: LoadBalancer"),
            service("ingress", "web", "type: LoadBalancer"))) {
      assertEquals(List.of(), scene().file("apps.yaml", none).errors(), none);
    }
  }

  @Test
  void inAnotherClusterItMayBe() {
    RenderScenario scene =
        scene().file("b/apps.yaml", service("apps", "web", "type: LoadBalancer")).render();
    assertEquals(2, scene.reported().size(), scene.reported().toString());
    assertTrue(scene.reported().getLast().contains("gets no address, if both are in one cluster"));
  }

  @Test
  void aSecondPoolServesTheOthersOfTheName() {
    RenderScenario scene =
        scene()
            .file(
                "prefixes.yaml",
                hosts(pinned("web", ""))
                    .replace(
                        "prefixLength: 120}]",
                        "prefixLength: 120}, {name: others, offset:"
                            + " 0x2000, prefixLength: 120}]"))
            .file("apps.yaml", service("apps", "web", "type: LoadBalancer"))
            .file(
                "others.yaml",
                """
                apiVersion: cilium.io/v2
                kind: CiliumLoadBalancerIPPool
                metadata:
                  name: others
                spec:
                  allowFirstLastIPs: "No"
                  blocks: []
                  serviceSelector:
                    matchExpressions:
                      - {key: io.kubernetes.service.name, operator: In, values: [web]}
                      - {key: io.kubernetes.service.namespace, operator: NotIn, values: [ingress]}
                """)
            .binding(
                "others",
                "name: home, subnet: others",
                "kind: CiliumLoadBalancerIPPool, name: others",
                "Replace")
            .render();
    assertFalse(scene.text("others.yaml").contains("excludes"), "it cannot match the pinned one");
  }

  @Test
  void byLabelOthersOfTheNameKeepTheirAddress() {
    String service = service("ingress", "web", "type: LoadBalancer");
    RenderScenario scene =
        scene()
            .file("prefixes.yaml", hosts(pinned("web", ", pinBy: Label")))
            .file("web.yaml", service)
            .file("apps.yaml", service("apps", "web", "type: LoadBalancer"))
            .render();
    assertEquals(List.of(), scene.reported());
    assertTrue(scene.text("web.yaml").contains("labels: {leasehold.dev/host: home.web}"));
    assertTrue(
        scene
            .text("ciliumloadbalancerippool-home-web.yaml")
            .endsWith("    matchLabels:\n      leasehold.dev/host: home.web\n"));
    scene.delete("apps.yaml").file("prefixes.yaml", hosts(pinned("web", ""))).render();
    assertEquals(service, scene.text("web.yaml"));
    assertFalse(
        scene.text("ciliumloadbalancerippool-home-web.yaml").contains("leasehold.dev/host:"));
  }

  @Test
  void byLabelTheServiceMustBeThere() {
    scene()
        .file("prefixes.yaml", hosts(pinned("web", ", pinBy: Label")))
        .fails(
            "prefixes.yaml:7: DynamicPrefix home: spec.hosts: host 'web' has pinBy: Label, and"
                + " Service ingress/web is not in this package, so it does not get the label; add"
                + " its manifest, or set pinBy: Name");
  }

  @Test
  void aPoolThatSomebodyWroteIsNamedWithTheLinesToAdd() {
    RenderScenario scene = scene().render().file("mine.yaml", FOREIGN).render();
    assertEquals(
        List.of(
            "mine.yaml:1: CiliumLoadBalancerIPPool mine: selects pinned Services: ingress/web. They"
                + " may get an address of this pool instead of their own; add to spec:"
                + " serviceSelector: {matchExpressions: [{key: io.kubernetes.service.name,"
                + " operator: NotIn, values: [web]}]}"),
        scene.reported());
    assertEquals(FOREIGN, scene.text("mine.yaml"));
    String added =
        "  serviceSelector: {matchExpressions: [{key: io.kubernetes.service.name, operator: NotIn,"
            + " values: [web]}]}\n";
    assertEquals(List.of(), scene.file("mine.yaml", FOREIGN + added).render().reported());
    for (String other :
        List.of(
            "  serviceSelector: {matchLabels: {color: red}}\n",
            "  disabled: true\n",
            "  serviceSelector: {matchLabels: {io.kubernetes.service.namespace: apps}}\n")) {
      scene.file("mine.yaml", FOREIGN + other).render();
      assertFalse(scene.reported().toString().contains("selects Services"), other);
    }
  }

  @Test
  void theLinesToAddFitTheSelectorThatIsThere() {
    RenderScenario scene =
        scene().render().file("mine.yaml", FOREIGN + "  serviceSelector: {}\n").render();
    assertTrue(
        scene
            .reported()
            .getFirst()
            .contains("add to spec.serviceSelector: matchExpressions: [{key"));
    scene.file(
        "mine.yaml",
        FOREIGN + "  serviceSelector: {matchExpressions: [{key: a, operator: DoesNotExist}]}\n");
    assertTrue(
        scene
            .render()
            .reported()
            .getFirst()
            .contains(
                "add to spec.serviceSelector.matchExpressions: {key: io.kubernetes.service.name"));
  }

  @Test
  void theEditOfABoundPoolCanBeRefused() {
    RenderScenario scene = scene().render();
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("NotIn"));
    scene.edit("binding-lb.yaml", text -> text + "  excludePinned: false\n").render();
    assertFalse(scene.text(RenderScenario.POOL_FILE).contains("NotIn"), "what we added goes");
    assertEquals(
        List.of(
            "pool.yaml:1: CiliumLoadBalancerIPPool lb: selects pinned Services: ingress/web. They"
                + " may get an address of this pool instead of their own (binding 'lb' has"
                + " excludePinned: false); add to spec: serviceSelector: {matchExpressions: [{key:"
                + " io.kubernetes.service.name, operator: NotIn, values: [web]}]}"),
        scene.reported());
  }

  @Test
  void theExclusionIsRemovedWithTheBinding() {
    RenderScenario scene = scene().render().delete("binding-lb.yaml").render();
    assertFalse(scene.text(RenderScenario.POOL_FILE).contains("NotIn"));
    assertFalse(scene.text(RenderScenario.POOL_FILE).contains("leasehold.dev/excludes"));
  }

  @Test
  void fromAPartOfAPackageNothingIsRemoved() {
    RenderScenario scene = scene().render();
    String pool = scene.text(RenderScenario.POOL_FILE);
    scene.delete("prefixes.yaml").delete("binding-lb.yaml").delete("lease-home.yaml");
    scene.scope(Scope.UNKNOWN).render();
    assertEquals(pool, scene.text(RenderScenario.POOL_FILE));
  }

  @Test
  void aHostWithoutALeaseHasNoPoolAndIsNotExcluded() {
    RenderScenario scene =
        scene()
            .file(
                "office.yaml", hosts(pinned("mail", "")).replace("{name: home}", "{name: office}"))
            .render();
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("leasehold.dev/excludes: web\n"));
  }

  @Test
  void twoPrefixesInOnePoolExcludeThePinsOfBoth() {
    RenderScenario scene =
        scene()
            .file(
                "office.yaml", hosts(pinned("mail", "")).replace("{name: home}", "{name: office}"))
            .lease("office", "2001:db8:20")
            .binding("office", "name: office, subnet: pool", BOUND, "Append")
            .render();
    assertEquals(2, scene.blocks().size());
    assertTrue(
        scene.text(RenderScenario.POOL_FILE).contains("values:\n      - mail\n      - web\n"));
    scene.delete("office.yaml").delete("binding-office.yaml").delete("lease-office.yaml").render();
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("values:\n      - web\n"));
  }

  @Test
  void aPoolWithoutIpv6IsLeftAlone() {
    RenderScenario scene =
        scene()
            .render()
            .file(
                "ip.yaml",
                """
                apiVersion: leasehold.dev/v1alpha1
                kind: PublicIPLease
                metadata: {name: wan}
                spec: {claim: wan, poolName: public, ip: 203.0.113.45}
                """)
            .render();
    assertFalse(
        scene.text("ciliumloadbalancerippool-public.yaml").contains("excludes"), "no IPv6 in it");
  }

  @Test
  void aPoolOfBothFamiliesIsReportedWithThePoolToWrite() {
    RenderScenario scene =
        scene()
            .file(
                RenderScenario.POOL_FILE,
                scene()
                    .text(RenderScenario.POOL_FILE)
                    .replace("  blocks:", "  blocks:\n  - cidr: 192.0.2.0/24"))
            .render();
    assertEquals(
        "pool.yaml:1: CiliumLoadBalancerIPPool lb: also holds IPv4, and excludes pinned Services:"
            + " ingress/web. They get no IPv4 from it; move the IPv4 blocks to their own pool:"
            + " {apiVersion: cilium.io/v2, kind: CiliumLoadBalancerIPPool, metadata: {name: lb-v4},"
            + " spec: {allowFirstLastIPs: \"No\", blocks: [{cidr: 192.0.2.0/24}]}}",
        scene.reported().getLast());
    scene.edit(RenderScenario.POOL_FILE, text -> text.replace("  - cidr: 192.0.2.0/24\n", ""));
    scene.file(
        "v4.yaml",
        "{apiVersion: cilium.io/v2, kind: CiliumLoadBalancerIPPool, metadata: {name: lb-v4}, spec:"
            + " {allowFirstLastIPs: \"No\", blocks: [{cidr: 192.0.2.0/24}]}}\n");
    assertEquals(List.of(), scene.render().reported());
  }

  @Test
  void aServiceThatAsksForAnAddressOfThePoolKeepsIt() {
    String asks =
        """
        apiVersion: v1
        kind: Service
        metadata:
          namespace: ingress
          name: web
          annotations: {lbipam.cilium.io/ips: "2001:db8:10::82,2001:db8:10::1009"}
        spec: {type: LoadBalancer}
        """;
    RenderScenario scene = scene().file("web.yaml", asks).render();
    assertFalse(scene.text(RenderScenario.POOL_FILE).contains("NotIn"));
    scene.file("web.yaml", asks.replace(",2001:db8:10::1009", "")).render();
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("NotIn"));
  }

  @Test
  void aServiceOfTwoHostsIsReported() {
    RenderScenario scene =
        scene()
            .file(
                "prefixes.yaml",
                hosts(
                    pinned("web", ""),
                    pinned("web", "")
                        .replace("name: web, suf", "name: w, suf")
                        .replace("::83", "::99")))
            .render();
    assertTrue(
        scene
            .reported()
            .toString()
            .contains(
                "Service ingress/web has pool home-w and pool home-web, and gets an address from one"),
        scene.reported().toString());
  }
}
