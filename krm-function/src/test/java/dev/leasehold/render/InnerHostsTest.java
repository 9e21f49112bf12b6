package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts inside a subnet that feeds a pool: the next prefix comes without them. */
class InnerHostsTest {
  private static final String OWN = "ciliumloadbalancerippool-home-smtp.yaml";

  private static String intent(String... hosts) {
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

  private static String service(String name, String setter) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      namespace: mail
      name: %s
      annotations:
        lbipam.cilium.io/ips: "" # kpt-set: ${%s}
    spec: {type: LoadBalancer}
    """
        .formatted(name, setter);
  }

  private static String shared(String name) {
    return service(name, "home.smtp.all")
        .replace("annotations:", "annotations:\n    lbipam.cilium.io/sharing-key: one");
  }

  /** A pool in Git with one prefix, and a Service that asks for the address of a host in it. */
  private static RenderScenario scene(String setter) {
    return new RenderScenario()
        .pool()
        .file("prefixes.yaml", intent())
        .lease("home", "2001:db8:10")
        .binding(
            "lb", "name: home, subnet: pool", "kind: CiliumLoadBalancerIPPool, name: lb", "Replace")
        .render()
        .file("prefixes.yaml", intent("{name: smtp, suffix: \"::1005\"}"))
        .file("smtp.yaml", service("smtp", setter));
  }

  @Test
  void forThePrefixInGitNothingIsMadeAndAWarningSaysSo() {
    RenderScenario scene = scene("home.smtp.all");
    String pool = scene.text(RenderScenario.POOL_FILE);
    scene.render();
    assertEquals(pool, scene.text(RenderScenario.POOL_FILE));
    assertFalse(scene.has(OWN));
    assertEquals(
        List.of(
            "prefixes.yaml:7: DynamicPrefix home: spec.hosts: host 'smtp' is inside subnet 'pool',"
                + " which feeds pool lb: another Service can get its address. This stays so for"
                + " 2001:db8:10::/60; from the next prefix on, its own pool is home-smtp. To have"
                + " one now, move its suffix out of the subnet and set its service"),
        scene.reported());
  }

  @Test
  void inAFlashTheNextPrefixComesWithoutTheHost() {
    RenderScenario scene = scene("home.smtp.all").render().lease("home", "2001:db8:20").render();
    assertEquals(
        List.of("- start: \"2001:db8:20::1001\"", "- start: \"2001:db8:20::1006\""),
        scene.blocks());
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("stop: \"2001:db8:20::1004\""));
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("stop: \"2001:db8:20::10fe\""));
    assertTrue(
        scene
            .text(RenderScenario.POOL_FILE)
            .contains("operator: NotIn\n      values:\n      - smtp\n"));
    assertEquals(List.of("- cidr: \"2001:db8:20::1005/128\""), scene.list(OWN, "blocks"));
    assertTrue(scene.text(OWN).contains("io.kubernetes.service.name: smtp\n"));
    assertTrue(scene.text(OWN).contains("io.kubernetes.service.namespace: mail\n"));
    assertEquals(1, scene.reported().size(), scene.reported().toString());
    assertTrue(
        scene
            .reported()
            .getFirst()
            .endsWith(
                "If there is such a Service, give it a second pool (docs/rendering.md, Pinned"
                    + " Services)"),
        scene.reported().toString());
    assertGets(scene, "2001:db8:20::1005");
  }

  /** In every order of pools and Services, beside others that ask for nothing. */
  private static void assertGets(RenderScenario scene, String... addresses) {
    List<Address> asked = List.of(addresses).stream().map(Address::parse).toList();
    LbIpam.Service smtp = new LbIpam.Service("mail", "smtp", Map.of(), asked);
    List<LbIpam.Service> services = new ArrayList<>(List.of(smtp));
    for (String other : List.of("a", "b", "c", "d", "e")) {
      services.add(new LbIpam.Service("apps", other, Map.of(), List.of()));
    }
    for (List<LbIpam.Pool> pools :
        LbIpam.orders(List.copyOf(LbIpam.pools(scene.files()).values()))) {
      for (List<LbIpam.Service> arrival : LbIpam.orders(services)) {
        Map<LbIpam.Service, Set<Address>> given = LbIpam.allocate(pools, arrival);
        assertEquals(Set.copyOf(asked), given.get(smtp));
        assertTrue(given.values().stream().noneMatch(Set::isEmpty), given.toString());
      }
    }
  }

  @Test
  void whileTheOldBlockDrainsTheServiceKeepsItsOldAddressToo() {
    RenderScenario scene =
        scene("home.smtp.all").render().lease("home", "2001:db8:20", "2001:db8:10").render();
    assertEquals(
        List.of(
            "- start: \"2001:db8:20::1001\"",
            "- start: \"2001:db8:20::1006\"",
            "- cidr: \"2001:db8:10::1000/120\""),
        scene.blocks());
    assertEquals(List.of("- cidr: \"2001:db8:20::1005/128\""), scene.list(OWN, "blocks"));
    assertFalse(
        scene.text(RenderScenario.POOL_FILE).contains("NotIn"), "it asks for 2001:db8:10::1005");
    assertGets(scene, "2001:db8:20::1005", "2001:db8:10::1005");
    scene.lease("home", "2001:db8:20").render();
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("NotIn"));
  }

  @Test
  void aServiceThatAsksForTheNewAddressOnlyIsExcludedAtOnce() {
    RenderScenario scene =
        scene("home.smtp").render().lease("home", "2001:db8:20", "2001:db8:10").render();
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("NotIn"));
  }

  @Test
  void aPackageThatIsRenderedForTheFirstTimeHasThePoolAtOnce() {
    RenderScenario scene =
        new RenderScenario()
            .file("prefixes.yaml", intent("{name: smtp, suffix: \"::1005\"}"))
            .file("smtp.yaml", service("smtp", "home.smtp"))
            .lease("home", "2001:db8:10")
            .binding(
                "lb",
                "name: home, subnet: pool",
                "kind: CiliumLoadBalancerIPPool, name: lb",
                "Replace")
            .render();
    assertEquals(
        List.of("- start: \"2001:db8:10::1001\"", "- start: \"2001:db8:10::1006\""),
        scene.list("ciliumloadbalancerippool-lb.yaml", "blocks"));
    assertTrue(scene.has(OWN));
  }

  @Test
  void aBindingAsksToo() {
    RenderScenario scene =
        scene("x")
            .file("smtp.yaml", service("smtp", "x").replace("\"\" # kpt-set: ${x}", "192.0.2.1"))
            .binding(
                "smtp",
                "name: home, host: smtp",
                "kind: Service, namespace: mail, name: smtp",
                "Append")
            .render();
    assertTrue(
        scene.reported().getFirst().contains("from the next prefix on, its own pool is home-smtp"));
    scene.lease("home", "2001:db8:20").render();
    assertTrue(scene.has(OWN));
  }

  @Test
  void aHostThatNoServiceOrSeveralAskForHasNoPool() {
    RenderScenario scene =
        scene("x")
            .file(
                "dns.yaml",
                """
                apiVersion: externaldns.k8s.io/v1alpha1
                kind: DNSEndpoint
                metadata: {name: smtp}
                spec:
                  endpoints:
                    - {dnsName: smtp.example.org, recordType: AAAA, targets: []}
                """)
            .delete("smtp.yaml")
            .binding("smtp", "name: home, host: smtp", "kind: DNSEndpoint, name: smtp", "Replace")
            .lease("home", "2001:db8:20")
            .render();
    assertEquals(List.of("- cidr: \"2001:db8:20::1000/120\""), scene.blocks());
    assertTrue(
        scene
            .reported()
            .toString()
            .contains(
                "no Service with a namespace in this package asks for it; move its suffix out"));
    scene
        .file("a.yaml", shared("a"))
        .file("b.yaml", shared("b"))
        .lease("home", "2001:db8:30")
        .render();
    assertEquals(List.of("- cidr: \"2001:db8:30::1000/120\""), scene.blocks());
    assertTrue(scene.reported().toString().contains("several Services ask for it; move"));
  }

  @Test
  void aHostThatNothingUsesIsOfNoConcern() {
    RenderScenario scene = scene("x").delete("smtp.yaml").lease("home", "2001:db8:20").render();
    assertEquals(List.of("- cidr: \"2001:db8:20::1000/120\""), scene.blocks());
    assertEquals(List.of(), scene.reported());
  }

  @Test
  void whileTheServiceIsAwayThePrefixInGitStaysInRanges() {
    RenderScenario scene = scene("home.smtp.all").render().lease("home", "2001:db8:20").render();
    List<String> ranges = scene.blocks();
    String own = scene.text(OWN);
    scene.delete("smtp.yaml").render();
    assertEquals(ranges, scene.blocks());
    assertFalse(scene.has(OWN));
    scene.file("smtp.yaml", service("smtp", "home.smtp.all")).render();
    assertEquals(ranges, scene.blocks());
    assertEquals(own, scene.text(OWN));
    scene.delete("smtp.yaml").lease("home", "2001:db8:30").render();
    assertEquals(List.of("- cidr: \"2001:db8:30::1000/120\""), scene.blocks());
  }

  @Test
  void aPatchOfThePoolIsNoPoolInGit() {
    RenderScenario scene =
        new RenderScenario()
            .pool()
            .file("prefixes.yaml", intent("{name: smtp, suffix: \"::1005\"}"))
            .file("smtp.yaml", service("smtp", "home.smtp"))
            .file("kustomization.yaml", "kind: Kustomization\npatches: [{path: patch.yaml}]\n")
            .file(
                "patch.yaml",
                """
                apiVersion: cilium.io/v2
                kind: CiliumLoadBalancerIPPool
                metadata: {name: lb}
                spec: {blocks: [{cidr: "2001:db8:10::1000/120"}]}
                """)
            .lease("home", "2001:db8:10")
            .binding(
                "lb",
                "name: home, subnet: pool",
                "kind: CiliumLoadBalancerIPPool, name: lb",
                "Replace")
            .render();
    assertEquals(2, scene.blocks().size());
    assertTrue(scene.has(OWN));
  }

  @Test
  void aPatchOfTheServiceIsNotASecondOne() {
    RenderScenario scene =
        scene("home.smtp")
            .file("over/kustomization.yaml", "kind: Kustomization\npatches: [{path: patch.yaml}]\n")
            .file(
                "over/patch.yaml", service("smtp", "home.smtp").replace("  namespace: mail\n", ""))
            .lease("home", "2001:db8:20")
            .render();
    assertTrue(scene.has(OWN));
  }

  @Test
  void aHostWithAServiceInsideIsStillAnError() {
    RenderScenario scene =
        scene("x")
            .file(
                "prefixes.yaml",
                intent("{name: smtp, suffix: \"::1005\", service: {namespace: mail, name: smtp}}"));
    assertEquals(
        List.of(
            "prefixes.yaml:7: DynamicPrefix home: spec.hosts: host 'smtp' has a service and so its"
                + " own pool, but its suffix ::1005 is inside subnet 'pool', which feeds pool lb:"
                + " two pools with one address are a conflict in Cilium. Move its suffix out of"
                + " subnet 'pool', or remove its service"),
        scene.errors());
  }

  @Test
  void aServiceOfTheNameElsewhereKeepsItsAddress() {
    RenderScenario scene =
        scene("home.smtp")
            .file("other.yaml", service("smtp", "x").replace("namespace: mail", "namespace: lab"))
            .lease("home", "2001:db8:20")
            .render();
    assertTrue(scene.has(OWN));
    assertFalse(
        scene.text(RenderScenario.POOL_FILE).contains("NotIn"), "a renumbering never fails by it");
  }

  /** Hosts come, are used, and go; prefixes come, drain, return and go. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noPoolOverlapsAnotherAndNoBlockInGitChanges(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      tryPackage(random);
    }
  }

  private static void tryPackage(Random random) {
    RenderScenario scene =
        new RenderScenario()
            .pool()
            .binding(
                "lb",
                "name: home, subnet: pool",
                "kind: CiliumLoadBalancerIPPool, name: lb",
                random.nextBoolean() ? "Append" : "Replace");
    SortedMap<String, String> hosts = new TreeMap<>();
    List<String> held = new ArrayList<>(List.of("2001:db8:10"));
    for (int step = 0; step < 8; step++) {
      String suffix =
          List.of("::1000", "::1005", "::1006", "::10ff", "::80").get(random.nextInt(5));
      String host = "h" + suffix.substring(2);
      if (step == 0 || random.nextInt(3) > 0) {
        hosts.put(host, "{name: " + host + ", suffix: \"" + suffix + "\"}");
        if (random.nextBoolean()) {
          scene.file(
              host + ".yaml", service(host, "home." + host + (random.nextBoolean() ? ".all" : "")));
        }
      }
      scene.file("prefixes.yaml", intent(hosts.values().toArray(String[]::new)));
      renumber(random, held);
      scene.lease("home", held.toArray(String[]::new));
      Set<AddressRange> before = blocks(scene.files());
      scene.render();
      Set<AddressRange> after = blocks(scene.files());
      check(before, after, held);
    }
  }

  private static void renumber(Random random, List<String> held) {
    switch (random.nextInt(4)) {
      case 0 -> held.addFirst("2001:db8:" + (1 + random.nextInt(9)) + (1 + random.nextInt(9)));
      case 1 -> {
        held.clear();
        held.add("2001:db8:" + (1 + random.nextInt(9)) + "0");
      }
      case 2 -> held.add(held.removeFirst()); // the old one is current again
      default -> {}
    }
    List<String> distinct = List.copyOf(new LinkedHashSet<>(held));
    held.clear();
    held.addAll(distinct.subList(0, Math.min(3, distinct.size())));
  }

  private static void check(Set<AddressRange> before, Set<AddressRange> after, List<String> held) {
    for (AddressRange one : after) {
      for (AddressRange other : after) {
        assertTrue(one.equals(other) || !one.overlaps(other), one + " overlaps " + other);
      }
    }
    for (AddressRange block : before) {
      boolean isHeld =
          held.stream().anyMatch(p -> Prefix.parse(p + "::/60").range().contains(block));
      boolean isHost = block.first().equals(block.last());
      assertTrue(!isHeld || isHost || after.contains(block), block + " is gone: " + after);
    }
    Set<Address> first = new HashSet<>();
    after.forEach(block -> first.add(block.first()));
    assertEquals(after.size(), first.size());
  }

  private static Set<AddressRange> blocks(Map<String, String> files) {
    Set<AddressRange> blocks = new TreeSet<>();
    int count = 0;
    for (LbIpam.Pool pool : LbIpam.pools(new TreeMap<>(files)).values()) {
      blocks.addAll(pool.blocks());
      count += pool.blocks().size();
    }
    assertEquals(count, blocks.size(), "no block twice");
    return blocks;
  }
}
