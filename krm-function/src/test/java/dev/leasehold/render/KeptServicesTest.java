package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.KrmPackage;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Services that keep their host parts, in the cases that random renumberings do not make. */
class KeptServicesTest {
  private static final String OWN = "ciliumloadbalancerippool-home-media.jellyfin.yaml";
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {namespace: %s, name: jellyfin}
      spec: {type: LoadBalancer}
      """;

  @Test
  void inWhateverOrderTheOperatorLearnsOfThemEachServiceGetsItsNumber() {
    RenderScenario scene = renumbered("2001:db8:b::/60 1005", "2001:db8:b");
    SortedMap<String, LbIpam.Pool> pools = LbIpam.pools(scene.files());
    LbIpam.Service kept = new LbIpam.Service("media", "jellyfin", Map.of(), List.of());
    List<LbIpam.Service> services = new ArrayList<>(List.of(kept));
    for (int i = 0; i < 4; i++) {
      services.add(new LbIpam.Service("apps", "other" + i, Map.of(), List.of()));
    }
    Set<Address> number = Set.of(Address.parse("2001:db8:b::1005"));
    for (List<LbIpam.Pool> poolOrder : LbIpam.orders(List.copyOf(pools.values()))) {
      for (List<LbIpam.Service> order : LbIpam.orders(services)) {
        Map<LbIpam.Service, Set<Address>> given = LbIpam.allocate(poolOrder, order);
        assertEquals(number, given.get(kept), order.toString());
        given.values().forEach(addresses -> assertEquals(1, addresses.size()));
      }
    }
  }

  /** It has the old address until the drain ends, as every other Service has. */
  @Test
  void noServiceLosesAnAddressThatStillDrains() {
    RenderScenario scene = renumbered("2001:db8:b::/60 1005", "2001:db8:b", "2001:db8:a");
    LbIpam.Service kept = new LbIpam.Service("media", "jellyfin", Map.of(), List.of());
    assertEquals(
        Set.of("home-media.jellyfin", "lb"), LbIpam.selecting(LbIpam.pools(scene.files()), kept));
    assertEquals(List.of(), scene.reported());
    lease(scene, "2001:db8:b::/60 1005", "2001:db8:b").render();
    assertEquals(
        Set.of("home-media.jellyfin"), LbIpam.selecting(LbIpam.pools(scene.files()), kept));
    assertEquals(
        List.of(
            "pool.yaml:1: CiliumLoadBalancerIPPool lb: any other Service named jellyfin gets no"
                + " address from pool lb, in any namespace: a selector excludes by name alone. If"
                + " there is such a Service, give it a second pool (docs/rendering.md, Pinned"
                + " Services)"),
        scene.reported());
  }

  @Test
  void aBlockThatIsInGitIsNotSplit() {
    RenderScenario scene = lease(scene(), "", "2001:db8:a").render();
    String before = scene.text(RenderScenario.POOL_FILE);
    lease(scene, "2001:db8:a::/60 1005", "2001:db8:a").render();
    assertEquals(before, scene.text(RenderScenario.POOL_FILE));
    assertFalse(scene.has(OWN));
    assertEquals(
        List.of(
            "lease-home.yaml:8: PrefixLease home: spec.services: media/jellyfin does not keep its"
                + " host part ::1005: a pool in Git has a block with 2001:db8:a::1005 already, and"
                + " a block is never split. It can keep it in the next prefix"),
        scene.reported());
  }

  /** The next prefix is the first without it; the current one keeps its blocks. */
  @Test
  void withoutHostPartsTheBlocksOfTheCurrentPrefixStay() {
    RenderScenario scene = renumbered("2001:db8:b::/60 1005", "2001:db8:b");
    String pool = scene.text(RenderScenario.POOL_FILE);
    scene.edit("binding.yaml", text -> text.replace("  hostParts: Keep\n", "")).render();
    assertEquals(pool, scene.text(RenderScenario.POOL_FILE));
    assertTrue(scene.has(OWN));
  }

  /** Another Service of the name would get no address, and nobody wrote this pin. */
  @Test
  void aNameThatAnotherServiceHasIsNotExcluded() {
    RenderScenario scene =
        renumbered("2001:db8:b::/60 1005", "2001:db8:b")
            .file("other.yaml", SERVICE.formatted("apps"))
            .file("own.yaml", SERVICE.formatted("media"))
            .render();
    assertEquals(
        Set.of("lb"),
        LbIpam.selecting(
            LbIpam.pools(scene.files()),
            new LbIpam.Service("apps", "jellyfin", Map.of(), List.of())));
    assertFalse(scene.text(RenderScenario.POOL_FILE).contains("values"));
  }

  @Test
  void aServiceThatPeoplePinnedHasThePoolOfItsHost() {
    RenderScenario scene =
        renumbered("2001:db8:b::/60 1005", "2001:db8:b")
            .edit(
                "prefixes.yaml",
                text ->
                    text.replace(
                        "suffix: \"::80\"",
                        "suffix: \"::80\", service: {namespace: media, name: jellyfin}"))
            .render();
    assertFalse(scene.has(OWN));
    assertTrue(scene.has("ciliumloadbalancerippool-home-web.yaml"));
    assertFalse(holds(scene, "2001:db8:b::1005"), "the pool for all stays as it is");
  }

  @Test
  void withoutItsBindingThePoolGoes() {
    RenderScenario scene = renumbered("2001:db8:b::/60 1005", "2001:db8:b");
    scene.delete("binding.yaml").render();
    assertFalse(scene.has(OWN));
  }

  @Test
  void aPoolWithBothFamiliesKeepsNothing() {
    RenderScenario scene =
        lease(
                scene()
                    .edit(
                        RenderScenario.POOL_FILE,
                        text -> text.replace("blocks: []", "blocks: [{cidr: 192.0.2.0/24}]")),
                "",
                "2001:db8:a")
            .render();
    assertEquals(
        List.of(
            "binding.yaml:7: DynamicPrefixBinding lb: spec.hostParts: has no effect:"
                + " CiliumLoadBalancerIPPool lb also holds IPv4, and a Service with a pool of its"
                + " own would get no IPv4 from it. Move the IPv4 blocks to another pool"),
        scene.reported());
    assertEquals(List.of(), keeping(scene));
    scene.edit(RenderScenario.POOL_FILE, text -> text.replace("192.0.2.0/24", "fd00::/64"));
    assertEquals(
        List.of(
            new KeepingPool(
                "lb",
                "home",
                "lb",
                List.of(
                    new KeepingPool.Held(
                        Prefix.parse("2001:db8:a::/60"),
                        Prefix.parse("2001:db8:a::1000/120").range(),
                        List.of())))),
        keeping(scene));
  }

  private static List<KeepingPool> keeping(RenderScenario scene) {
    KrmPackage files = KrmPackage.of(scene.files());
    return KeepingPool.of(PackageContents.read(files.documents()), files.documents());
  }

  private static boolean holds(RenderScenario scene, String address) {
    AddressRange one = AddressRange.of(Address.parse(address));
    return LbIpam.pools(scene.files()).values().stream()
        .anyMatch(pool -> pool.blocks().stream().anyMatch(block -> block.contains(one)));
  }

  /** First 2001:db8:a::/60 alone, then these prefixes and kept Services. */
  private static RenderScenario renumbered(String kept, String... held) {
    RenderScenario scene = lease(scene(), "", "2001:db8:a").render();
    return lease(scene, kept, held).render();
  }

  private static RenderScenario scene() {
    return new RenderScenario()
        .prefix("home")
        .file(
            "binding.yaml",
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: DynamicPrefixBinding
            metadata: {name: lb}
            spec:
              prefixRef: {name: home, subnet: pool}
              target: {kind: CiliumLoadBalancerIPPool, name: lb}
              hostParts: Keep
            """)
        .file(
            RenderScenario.POOL_FILE,
            """
            apiVersion: cilium.io/v2
            kind: CiliumLoadBalancerIPPool
            metadata:
              name: lb
            spec:
              allowFirstLastIPs: "No"
              blocks: []
            """);
  }

  /**
   * A lease in which media/jellyfin keeps its host part.
   *
   * @param kept as {@code PREFIX HEX}; empty text for none
   */
  private static RenderScenario lease(RenderScenario scene, String kept, String... held) {
    scene.lease("home", held);
    if (kept.isEmpty()) {
      return scene;
    }
    String[] words = kept.split(" ");
    String line =
        "  services: [{prefix: \"%s\", namespace: media, name: jellyfin, hostPart: \"::%s\"}]\n"
            .formatted(words[0], words[1]);
    return scene.edit("lease-home.yaml", text -> text + line);
  }
}
