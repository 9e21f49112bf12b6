package dev.leasehold.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.FieldPath;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.targets.TargetKind.DrainingSupport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where an object of each kind holds its addresses, and what is written of a prefix that drains.
 */
class TargetKindsTest {
  private static final TargetKinds KINDS = new TargetKinds(List.of());

  @ParameterizedTest
  @CsvSource({
    "CiliumLoadBalancerIPPool, cilium.io/v2, spec.blocks, KEPT, true",
    "CiliumCIDRGroup, cilium.io/v2, spec.externalCIDRs, KEPT, false",
    "IPAddressPool, metallb.io/v1beta1, spec.addresses, KEPT, true",
    "GlobalNetworkSet, projectcalico.org/v3, spec.nets, KEPT, true",
    "GlobalNetworkSet, crd.projectcalico.org/v1, spec.nets, KEPT, true",
    "IPPool, projectcalico.org/v3, spec.cidr, KEPT, true",
    "IPPool, crd.projectcalico.org/v1, spec.cidr, KEPT, true",
    "IPRule, api.operator.brtrm.dev/v1alpha1, spec.cidr, KEPT, true",
    "Gateway, gateway.networking.k8s.io/v1, spec.addresses, KEPT_WHEN_ASKED, true",
    "Service, v1, metadata.annotations[lbipam.cilium.io/ips], KEPT_WHEN_ASKED, true",
  })
  void knowsThePlaceOfAKind(
      String kind, String apiVersion, String path, DrainingSupport draining, boolean mayBeEmpty) {
    for (String named : List.of(apiVersion, "")) {
      TargetKind target = known(named, kind).orElseThrow();
      assertEquals(List.of(path), paths(target, "kind: " + kind + "\nspec: {}\n"));
      assertEquals(draining, target.draining());
      assertEquals(mayBeEmpty, target.mayBeEmpty());
      assertTrue(target.isOfGroup(apiVersion));
      assertFalse(target.isOfGroup("example.com/v1"));
    }
    assertEquals(Optional.empty(), known("example.com/v1", kind));
  }

  /** The file is found by the kind, and the kind of the file is what bindings are compared with. */
  @Test
  void describesEachKindUnderItsName() {
    for (String kind : TargetKinds.builtInKinds()) {
      assertEquals(kind, TargetKinds.builtIn(kind).orElseThrow().kind());
    }
  }

  @Test
  void knowsWhichKindsHaveNoNamespace() {
    List<String> clusterScoped =
        TargetKinds.builtInKinds().stream()
            .filter(kind -> TargetKinds.builtIn(kind).orElseThrow().isClusterScoped())
            .toList();
    assertEquals(
        List.of("CiliumLoadBalancerIPPool", "CiliumCIDRGroup", "GlobalNetworkSet", "IPPool"),
        clusterScoped);
  }

  @Test
  void knowsThePlaceOfNoOtherKind() {
    assertEquals(Optional.empty(), known("", "ConfigMap"));
    assertTrue(TargetKinds.builtInKinds().contains("DNSEndpoint"));
    assertEquals(9, TargetKinds.builtInKinds().size());
  }

  @Test
  void writesEveryAddressRecordOfADnsEndpointAndNothingThatDrains() {
    TargetKind target = known("externaldns.k8s.io/v1alpha1", "DNSEndpoint").orElseThrow();
    assertEquals(DrainingSupport.NEVER, target.draining());
    assertFalse(target.isOfGroup("cilium.io/v2"));
    assertEquals(
        List.of(
            "spec.endpoints[0].targets", // A, for IPv4
            "spec.endpoints[1].targets",
            "spec.endpoints[2].targets"),
        paths(
            target,
            """
            spec:
              endpoints:
              - {dnsName: a.example.com, recordType: A}
              - {dnsName: a.example.com, recordType: AAAA}
              - {dnsName: b.example.com, recordType: AAAA}
              - {dnsName: c.example.com}
            """));
    FieldException none =
        assertThrows(FieldException.class, () -> target.lists(root("spec: {endpoints: []}\n")));
    assertTrue(String.valueOf(none.getMessage()).contains("no endpoint with recordType: AAAA"));
  }

  @Test
  void writesAnyFieldByItsPath() {
    TargetKind target =
        KINDS
            .of(
                new DynamicPrefixBinding.Target(
                    "example.com/v1",
                    "Example",
                    "",
                    "x",
                    FieldPath.parse("spec.addresses"),
                    Optional.empty()),
                RenderConfig.NONE)
            .getFirst();
    assertEquals(DrainingSupport.KEPT_WHEN_ASKED, target.draining());
    assertTrue(target.isOfGroup("example.com/v1"));
    assertFalse(target.isOfGroup("example.com/v2"));
    AddressList list = target.lists(root("spec:\n  addresses: ['::1', x]\n")).getFirst();
    assertEquals(List.of("::1", "x"), list.shown());
    assertTrue(list.mayBeEmpty());
    AddressList text = target.lists(root("spec:\n  addresses: '::1, x'\n")).getFirst();
    assertEquals(List.of("::1", "x"), text.shown());
    assertEquals("spec.addresses", text.path());
    assertFalse(text.mayBeEmpty());
  }

  @Test
  void writesTheAnnotationThatIsNamedInAnyObject() {
    TargetKind target = annotation("example.com/addresses", RenderConfig.NONE);
    assertEquals(
        List.of("metadata.annotations[example.com/addresses]"), paths(target, "kind: Example\n"));
    assertEquals(DrainingSupport.KEPT_WHEN_ASKED, target.draining());
    assertTrue(target.isOfGroup("example.com/v1"));
  }

  @Test
  void asksForTheAddressesOfAServiceInTheSpellingThatIsThere() {
    TargetKind service = known("v1", "Service").orElseThrow();
    assertEquals(
        List.of(
            "metadata.annotations[io.cilium/lb-ipam-ips]",
            "metadata.annotations[metallb.io/loadBalancerIPs]"),
        paths(
            service,
            """
            metadata:
              annotations:
                metallb.io/loadBalancerIPs: 192.0.2.1
                io.cilium/lb-ipam-ips: 192.0.2.1
            """));
  }

  /** Named ones are written all, else those that are there, else the newest. */
  @Test
  void writesTheSpellingsOfExternalDnsThatAreNamed() {
    String older = "external-dns.alpha.kubernetes.io";
    String newer = "external-dns.kubernetes.io";
    String object = "metadata: {annotations: {" + older + "/target: '::1'}}\n";
    TargetKind unnamed = annotation("external-dns", RenderConfig.NONE);
    assertEquals(DrainingSupport.NEVER, unnamed.draining());
    assertEquals(List.of("metadata.annotations[" + older + "/target]"), paths(unnamed, object));
    assertEquals(
        List.of("metadata.annotations[" + newer + "/target]"), paths(unnamed, "kind: Service\n"));

    RenderConfig named =
        RenderConfig.read(
            root("spec: {annotationPrefixes: {externalDns: [" + newer + ", " + older + "]}}\n"));
    assertEquals(
        List.of(
            "metadata.annotations[" + newer + "/target]",
            "metadata.annotations[" + older + "/target]"),
        paths(annotation("external-dns", named), object));

    TargetKind byKey = annotation(newer + "/target", RenderConfig.NONE);
    assertEquals(DrainingSupport.NEVER, byKey.draining());
    assertEquals(List.of("metadata.annotations[" + newer + "/target]"), paths(byKey, object));
    assertEquals(
        DrainingSupport.KEPT_WHEN_ASKED,
        annotation("external-dns.alpha.kubernetes.io/hostname", RenderConfig.NONE).draining());
    assertEquals(
        DrainingSupport.KEPT_WHEN_ASKED,
        annotation("example.com/target", RenderConfig.NONE).draining());
  }

  @ParameterizedTest
  @ValueSource(strings = {"home.example.com", "'::1, home'", "a-1", "x2.y"})
  void joinsNoAddressWithTheNameThatADnsRecordPointsTo(String target) {
    FieldException refused = assertThrows(FieldException.class, () -> dns(target));
    assertTrue(String.valueOf(refused.getMessage()).contains("holds the name '"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'::1'", "192.0.2.1", "'2001:db8::a'", "'a:b'", "'${HOME}'", "'{{ x }}'", "'-'"})
  void takesAddressesAndPlaceholdersForNoName(String target) {
    assertEquals(1, dns(target).size());
  }

  @Test
  void readsTheBlocksOfAPool() {
    assertEquals(
        List.of(Optional.of(Owned.parse("2001:db8::/64")), Optional.empty()),
        TargetKinds.poolBlocks(root("spec:\n  blocks:\n  - cidr: 2001:db8::/64\n  - cidr: $x\n")));
  }

  @Test
  void readsTheCidrOfAnObjectThatHasOne() {
    TargetKind pool = TargetKinds.builtIn("IPPool").orElseThrow();
    assertEquals(
        Optional.of(Owned.parse("2001:db8::/64")),
        pool.cidr(root("spec:\n  cidr: 2001:db8::/64\n")));
    assertEquals(Optional.empty(), pool.cidr(root("spec: x\n")));
    assertEquals(Optional.empty(), pool.cidr(root("kind: IPPool\n")));
  }

  private static List<AddressList> dns(String target) {
    return annotation("external-dns", RenderConfig.NONE)
        .lists(
            root("metadata: {annotations: {external-dns.kubernetes.io/target: " + target + "}}\n"));
  }

  private static Optional<TargetKind> known(String apiVersion, String kind) {
    return KINDS
        .of(
            new DynamicPrefixBinding.Target(
                apiVersion, kind, "", "x", Optional.empty(), Optional.empty()),
            RenderConfig.NONE)
        .stream()
        .findFirst();
  }

  private static TargetKind annotation(String key, RenderConfig config) {
    return KINDS
        .of(
            new DynamicPrefixBinding.Target(
                "", "Service", "", "x", Optional.empty(), Optional.of(key)),
            config)
        .getFirst();
  }

  private static List<String> paths(TargetKind target, String object) {
    return target.lists(root(object)).stream().map(AddressList::path).toList();
  }

  private static Field root(String text) {
    return Document.inFile("a.yaml", 1, text).root();
  }
}
