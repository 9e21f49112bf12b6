package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Claims of public addresses beside their leases. */
class PublicIpClaimsTest {
  private static final String WATCHER = "; the watcher writes it";

  private static final String POOL = "ciliumloadbalancerippool-public.yaml";

  @Test
  void aClaimOfAnyGroupIsReported() {
    RenderScenario scene =
        new RenderScenario()
            .file("a.yaml", claim("leasehold.dev", "a", ""))
            .file("b.yaml", claim("net.serialx.dev", "b", ""))
            .file(
                "c.yaml",
                claim("network.serialx.net", "c", "")
                    .replace(
                        "{name: c}",
                        "{name: c, annotations: {config.kubernetes.io/local-config: 'true'}}"))
            .render();
    assertEquals(
        List.of(
            "b.yaml:1: PublicIPClaim b: is read as Leasehold's. If"
                + " the operator that it belongs to runs in the cluster, stop that one, or both use"
                + " one interface on the router; the annotation config.kubernetes.io/local-config:"
                + " \"true\" keeps the document out of the cluster",
            "a.yaml:1: PublicIPClaim a: has no lease yet"
                + WATCHER
                + "; pool public stays unchanged",
            "b.yaml:1: PublicIPClaim b: has no lease yet"
                + WATCHER
                + "; pool public stays unchanged",
            "c.yaml:1: PublicIPClaim c: has no lease yet"
                + WATCHER
                + "; pool public stays unchanged"),
        scene.reported());
  }

  @Test
  void aLeasesAddressIsInThePoolUntilItIsReleased() {
    RenderScenario scene =
        new RenderScenario()
            .file("a.yaml", claim("leasehold.dev", "a", ""))
            .file("lease.yaml", lease("a", "a", ""))
            .file("b.yaml", lease("b", "b", "").replace("203.0.113.45", "2001:db8:7::1"))
            .render();
    assertEquals(
        List.of("- cidr: \"203.0.113.45/32\"", "- cidr: \"2001:db8:7::1/128\""),
        scene.list(POOL, "blocks"));
    scene.delete("a.yaml").file("lease.yaml", lease("a", "a", ", state: Releasing")).render();
    assertEquals(List.of("- cidr: \"2001:db8:7::1/128\""), scene.list(POOL, "blocks"));
    scene.delete("lease.yaml").render();
    assertEquals(List.of("- cidr: \"2001:db8:7::1/128\""), scene.list(POOL, "blocks"));
  }

  @Test
  void aReleasedAddressIsNoValueOfASetter() {
    RenderScenario scene =
        new RenderScenario()
            .file("a.yaml", claim("leasehold.dev", "a", ""))
            .file("x.yaml", "v: old # kpt-set: ${a}\n")
            .render();
    assertEquals("v: old # kpt-set: ${a}\n", scene.text("x.yaml"));
    scene.file("lease.yaml", lease("a-old", "a", "")).render();
    assertEquals("v: 203.0.113.45 # kpt-set: ${a}\n", scene.text("x.yaml"));
    scene
        .file(
            "lease.yaml",
            lease("a-old", "a", ", state: Releasing").replace("203.0.113.45", "203.0.113.46"))
        .render();
    assertEquals("v: 203.0.113.45 # kpt-set: ${a}\n", scene.text("x.yaml"));
    assertTrue(
        scene
            .reported()
            .contains(
                "lease.yaml:4: PublicIPLease a-old: spec.state: is being released; values set from"
                    + " it stay unchanged, so remove their setter comments ${a}"),
        () -> scene.reported().toString());
  }

  @Test
  void twoClaimsOnOneInterfaceAreNamedBoth() {
    new RenderScenario()
        .file("a.yaml", claim("leasehold.dev", "a", ""))
        .file("b.yaml", claim("leasehold.dev", "b", ", wanInterface: wan-a"))
        .file("c.yaml", claim("leasehold.dev", "c", ", wanInterface: wan-a, port: 2222"))
        .fails(
            "b.yaml:6: PublicIPClaim b: spec.router.wanInterface: duplicate interface 'wan-a' on"
                + " root@router.example:22: PublicIPClaim 'a' in a.yaml also has it; set another"
                + " wanInterface in one of them");
  }

  @Test
  void twoClaimsOfOneMacAddressAreNamedBoth() {
    new RenderScenario()
        .file("a.yaml", claim("leasehold.dev", "a", ""))
        .file("lease.yaml", lease("a", "a", ", macAddress: '02:00:5e:00:53:01'"))
        .file("b.yaml", claim("leasehold.dev", "b", ", macAddress: '02:00:5E:00:53:01'"))
        .fails(
            "b.yaml:6: PublicIPClaim b: spec.router.macAddress: duplicate MAC address"
                + " '02:00:5e:00:53:01': PublicIPClaim 'a' in a.yaml also has it; a provider leases"
                + " one address for it, so set another in one of them, or remove it for a generated"
                + " one");
  }

  @Test
  void twoClaimsThatObserveOneInterfaceAreNamedBoth() {
    new RenderScenario()
        .file("a.yaml", claim("leasehold.dev", "a", "").replace("spec:", "spec:\n  mode: Observe"))
        .file("b.yaml", claim("leasehold.dev", "b", "").replace("spec:", "spec:\n  mode: Observe"))
        .fails(
            "b.yaml:7: PublicIPClaim b: spec.router.wanParent: duplicate interface 'eth9' on"
                + " root@router.example:22: PublicIPClaim 'a' in a.yaml also has it; keep one of"
                + " the claims");
  }

  @Test
  void twoLeasesOfOneClaimAreAnErrorUnlessOneIsReleased() {
    RenderScenario scene =
        new RenderScenario()
            .file("a.yaml", claim("leasehold.dev", "a", ""))
            .file("1.yaml", lease("a", "a", ""))
            .file("2.yaml", lease("old", "a", ""));
    scene.fails(
        "2.yaml:4: PublicIPLease old: spec.claim: duplicate lease of PublicIPClaim 'a':"
            + " PublicIPLease 'a' also answers it; remove one");
    scene.file("2.yaml", lease("old", "a", ", state: Releasing")).render();
    assertEquals(List.of("- cidr: \"203.0.113.45/32\""), scene.list(POOL, "blocks"));
  }

  @Test
  void aNameMeansOneThing() {
    new RenderScenario()
        .prefix("home")
        .file("a.yaml", claim("leasehold.dev", "home", ""))
        .fails(
            "a.yaml: PublicIPClaim 'home' has the same name as DynamicPrefix 'home' in"
                + " prefixes.yaml, so ${home} is ambiguous; rename one");
    new RenderScenario()
        .file("a.yaml", claim("leasehold.dev", "a", ""))
        .file("lease.yaml", lease("a", "b", ""))
        .fails(
            "lease.yaml:4: PublicIPLease a: spec.claim: names claim 'b', but PublicIPClaim 'a' has"
                + " the name of this lease; rename the lease");
  }

  @Test
  void aPinnedAddressLeavesItsPoolWithTheService() {
    String pinned =
        claim("leasehold.dev", "a", "") + "  service: {namespace: ingress, name: web}\n";
    RenderScenario scene =
        new RenderScenario()
            .file("a.yaml", claim("leasehold.dev", "a", ""))
            .file("lease.yaml", lease("a", "a", ""))
            .render();
    assertEquals(List.of("- cidr: \"203.0.113.45/32\""), scene.list(POOL, "blocks"));
    scene.file("a.yaml", pinned).render();
    assertEquals(List.of(), scene.list(POOL, "blocks"));
    String own = "ciliumloadbalancerippool-public-a.yaml";
    assertEquals(List.of("- cidr: \"203.0.113.45/32\""), scene.list(own, "blocks"));
    assertTrue(scene.text(own).contains("io.kubernetes.service.name: web"));
    scene.file("lease.yaml", lease("a", "a", ", state: Releasing")).render();
    assertEquals(List.of(), scene.list(own, "blocks"));
    scene.file("lease.yaml", lease("a", "a", "")).render();
    scene.file("a.yaml", claim("leasehold.dev", "a", "")).render();
    assertFalse(scene.has(own));
    assertEquals(List.of("- cidr: \"203.0.113.45/32\""), scene.list(POOL, "blocks"));
  }

  @Test
  void oneNameOfAPoolMeansOnePin() {
    new RenderScenario()
        .file(
            "prefix.yaml",
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: DynamicPrefix
            metadata: {name: public}
            spec:
              acquisition: {routerAdvertisement: {interface: eth0}}
              hosts: [{name: a, suffix: "::80", service: {namespace: x, name: y}}]
            """)
        .lease("public", "2001:db8:a")
        .file(
            "a.yaml",
            claim("leasehold.dev", "a", "") + "  service: {namespace: ingress, name: web}\n")
        .file("lease.yaml", lease("a", "a", ""))
        .fails(
            "a.yaml:7: PublicIPClaim a: spec.service: PublicIPClaim 'a' has pool public-a, which"
                + " public/a also feeds; rename one");
  }

  @Test
  void anAutoscalersClaimsAreLikeOthers() {
    String autoscaler =
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPAutoscaler
        metadata: {name: warm}
        spec:
          poolName: public
          minFree: 1
          count: 2
          template:
            router: {host: router.example, user: root, sshSecretRef: ssh, wanParent: eth9}
        """;
    RenderScenario scene =
        new RenderScenario()
            .file("warm.yaml", autoscaler)
            .file("lease.yaml", lease("warm-2", "warm-2", ""))
            .file("x.yaml", "v: old # kpt-set: ${warm-2}\n")
            .render();
    assertEquals("v: 203.0.113.45 # kpt-set: ${warm-2}\n", scene.text("x.yaml"));
    assertEquals(
        List.of(
            "warm.yaml:6: PublicIPAutoscaler warm: spec.minFree: has no effect beside count; remove"
                + " count to keep that many addresses free",
            "warm.yaml:1: PublicIPClaim warm-1: has no lease yet"
                + WATCHER
                + "; pool public stays unchanged"),
        scene.reported());
    scene
        .file("a.yaml", claim("leasehold.dev", "warm-1", ""))
        .fails(
            "warm.yaml:3: PublicIPAutoscaler warm: metadata.name: duplicate name 'warm-1': also"
                + " defined in a.yaml; keep one");
    scene
        .file("a.yaml", claim("leasehold.dev", "b", ", wanInterface: wan-warm-2"))
        .fails(
            "warm.yaml:5: PublicIPClaim warm-2: spec.router.wanInterface: duplicate interface"
                + " 'wan-warm-2' on root@router.example:22: PublicIPClaim 'b' in a.yaml also has"
                + " it; set another wanInterface in one of them");
  }

  /** A lease begins and ends a claim, so the leases in Git say which claims there are. */
  @Test
  void anAutoscalerWithoutACountHasTheClaimsOfItsLeases() {
    RenderScenario scene =
        new RenderScenario()
            .file(
                "warm.yaml",
                """
                apiVersion: leasehold.dev/v1alpha1
                kind: PublicIPAutoscaler
                metadata: {name: warm}
                spec:
                  poolName: public
                  minFree: 1
                  template:
                    router: {host: router.example, user: root, sshSecretRef: ssh, wanParent: eth9}
                """)
            .file("lease.yaml", lease("warm-3", "warm-3", ""))
            .file("x.yaml", "v: old # kpt-set: ${warm-3}\n")
            .render();
    assertEquals("v: 203.0.113.45 # kpt-set: ${warm-3}\n", scene.text("x.yaml"));
    assertEquals(
        List.of(
            "warm.yaml:1: PublicIPClaim warm-1: has no lease yet"
                + WATCHER
                + "; pool public stays unchanged"),
        scene.reported());
    scene.file("a.yaml", claim("leasehold.dev", "warm-3", "")).render();
    scene
        .file("a.yaml", claim("leasehold.dev", "warm-1", ""))
        .fails(
            "warm.yaml:3: PublicIPAutoscaler warm: metadata.name: duplicate name 'warm-1': also"
                + " defined in a.yaml; keep one");
  }

  @Test
  void givenSettersWorkInClaims() {
    RenderScenario scene =
        new RenderScenario()
            .file(
                "setters.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {parent: eth7}\n")
            .file(
                "a.yaml",
                claim("net.serialx.dev", "a", "")
                    .replace("wanParent: eth9}", "wanParent: eth9} # x")
                    .replace("router: {", "router:\n    wanParent: eth9 # kpt-set: ${parent}\n    ")
                    .replace(", sshSecretRef: ssh, wanParent: eth9} # x", "")
                    .replace("host: router.example, user: root", HOST))
            .render();
    assertTrue(scene.text("a.yaml").contains("wanParent: eth7 #"));
  }

  private static final String HOST = "host: router.example\n    user: root\n    sshSecretRef: ssh";

  private static String claim(String group, String name, String router) {
    return """
    apiVersion: %s/v1alpha1
    kind: PublicIPClaim
    metadata: {name: %s}
    spec:
      poolName: public
      router: {host: router.example, user: root, sshSecretRef: ssh, wanParent: eth9%s}
    """
        .formatted(group, name, router);
  }

  private static String lease(String name, String claim, String more) {
    return """
    apiVersion: leasehold.dev/v1alpha1
    kind: PublicIPLease
    metadata: {name: %s}
    spec: {claim: %s, poolName: public, ip: "203.0.113.45"%s}
    """
        .formatted(name, claim, more);
  }
}
