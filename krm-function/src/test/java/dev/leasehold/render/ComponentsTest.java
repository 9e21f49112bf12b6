package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.api.LabelSelector;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.krm.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ComponentsTest {
  private static final String KUSTOMIZATION =
      """
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      resources:
        - own.yaml # mine
      """;

  private static final String SETTERS =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: setters}\ndata: {bgp-peer-asn: \"65010\"}\n";

  /** Each template is one object, and two components make the same pools. */
  private static final int TEMPLATES_OF_COMPONENTS = 27;

  private final List<Change> changes = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  @Test
  void makesWhatIsMissingAndListsIt() {
    Map<String, String> changed =
        add(CiliumVersion.NEWEST, Map.of("manifests/kustomization.yaml", KUSTOMIZATION), "bgp");
    assertEquals(
        List.of(
            "manifests/ciliumbgpadvertisement-gateway.yaml",
            "manifests/ciliumbgpclusterconfig-cluster.yaml",
            "manifests/ciliumbgppeerconfig-gateway.yaml",
            "manifests/kustomization.yaml"),
        List.copyOf(changed.keySet()));
    assertEquals(
        KUSTOMIZATION
            + """
              - ciliumbgpclusterconfig-cluster.yaml
              - ciliumbgppeerconfig-gateway.yaml
              - ciliumbgpadvertisement-gateway.yaml
            """,
        changed.get("manifests/kustomization.yaml"));
    assertEquals(
        Templates.read("bgp/ciliumbgppeerconfig-gateway").text(),
        changed.get("manifests/ciliumbgppeerconfig-gateway.yaml"));
  }

  @Test
  void reportsNewObjects() {
    add(CiliumVersion.NEWEST, Map.of(), "l2");
    assertEquals(
        List.of(
            new Change(
                "ciliuml2announcementpolicy-load-balancers.yaml",
                "CiliumL2AnnouncementPolicy load-balancers",
                "spec",
                List.of(),
                List.of())),
        changes);
  }

  @Test
  void everyComponentCanBeMadeForEveryVersionAndIsThereTheSecondTime() {
    for (int minor = 16; minor <= 21; minor++) {
      CiliumVersion version = new CiliumVersion(minor);
      Map<String, String> made =
          add(version, Map.of("setters.yaml", SETTERS), Components.names().toArray(String[]::new));
      assertEquals(TEMPLATES_OF_COMPONENTS, made.size(), made.keySet().toString());
      made.values()
          .forEach(text ->
              assertTrue(
                  !text.contains("cilium.io/v2\n")
                      || text.contains("kind: CiliumNetworkPolicy") // it has no other
                      || version.minor() >= 18,
                  text));
      assertEquals(Map.of(), add(version, made, Components.names().toArray(String[]::new)));
    }
    assertEquals(List.of(), findings);
  }

  @Test
  void theSettersOfThePackageSetWhatIsMade() {
    Rendering added =
        Components.add(
            List.of("bgp"),
            Place.file("setters.yaml"),
            CiliumVersion.NEWEST,
            documents(Map.of("setters.yaml", SETTERS)));
    Rendering rendering = Renderer.render(added.documents(), Optional.empty());
    assertTrue(
        rendering.documents().stream()
            .anyMatch(document -> document.mentions("peerASN: 65010 # kpt-set: ${bgp-peer-asn}")));
    assertEquals(List.of(), rendering.findings());
  }

  @Test
  void somebodysOwnBgpStaysTheOnlyOne() {
    String own =
        "apiVersion: cilium.io/v2alpha1\nkind: CiliumBGPClusterConfig\nmetadata: {name: mine}\n";
    Map<String, String> changed = add(CiliumVersion.NEWEST, Map.of("own.yaml", own), "bgp");
    assertEquals(
        List.of("ciliumbgpadvertisement-gateway.yaml", "ciliumbgppeerconfig-gateway.yaml"),
        List.copyOf(changed.keySet()));
  }

  /** Else it would depend on the order of the names whether BGP is complete. */
  @Test
  void anObjectOfAnotherComponentIsNotSomebodysOwn() {
    Map<String, String> made = add(CiliumVersion.NEWEST, Map.of(), "dynamic-prefix-bgp");
    assertEquals(List.of("ciliumbgpadvertisement-delegated.yaml"), List.copyOf(made.keySet()));
    assertTrue(
        add(CiliumVersion.NEWEST, made, "bgp").containsKey("ciliumbgpadvertisement-gateway.yaml"));
  }

  /** What never reaches a cluster is not listed for it. */
  @Test
  void intentIsMadeBesideTheManifestsAndListedNowhere() {
    Map<String, String> made =
        add(
            CiliumVersion.NEWEST,
            Map.of("net/setters.yaml", SETTERS, "net/manifests/kustomization.yaml", KUSTOMIZATION),
            Place.file("net/setters.yaml"),
            "dynamic-prefix");
    assertEquals(
        List.of(
            "net/intent/dynamicprefix-home-ipv6.yaml",
            "net/intent/dynamicprefixbinding-load-balancers.yaml",
            "net/intent/dynamicprefixbinding-own-prefix.yaml"),
        List.copyOf(made.keySet()));
    String own = made.getOrDefault("net/intent/dynamicprefix-home-ipv6.yaml", "");
    assertEquals(
        List.of("intent/dynamicprefixbinding-own-prefix.yaml"),
        List.copyOf(
            add(
                    CiliumVersion.NEWEST,
                    Map.of(
                        "intent/home.yaml",
                        own,
                        "intent/pool.yaml",
                        made.getOrDefault(
                            "net/intent/dynamicprefixbinding-load-balancers.yaml", "")),
                    "dynamic-prefix")
                .keySet()));
  }

  @Test
  void somebodysOwnPrefixStaysTheOnlyOne() {
    String own = "apiVersion: leasehold.dev/v1alpha1\nkind: %s\nmetadata: {name: fritz}\n";
    Map<String, String> files =
        Map.of(
            "a.yaml",
            own.formatted("DynamicPrefix"),
            "b.yaml",
            own.formatted("DynamicPrefixBinding"));
    assertEquals(Map.of(), add(CiliumVersion.NEWEST, files, "dynamic-prefix"));
  }

  /** Bindings for a DynamicPrefix that is not there would stop the rendering. */
  @Test
  void withSomebodysOwnPrefixNoBindingsAreMade() {
    String own =
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: DynamicPrefix
        metadata: {name: fritz}
        spec:
          acquisition: {routerAdvertisement: {interface: eth0}}
        """;
    assertEquals(Map.of(), add(CiliumVersion.NEWEST, Map.of("a.yaml", own), "dynamic-prefix"));
    assertEquals(
        List.of(
            "setters.yaml: component dynamic-prefix makes no bindings: they are for DynamicPrefix"
                + " home-ipv6, and this package has fritz; remove dynamic-prefix from components"),
        findings.stream().map(Finding::toString).toList());
  }

  /** A Service that two pools of one family select gets its address from either. */
  @Test
  void poolsOfOneFamilyNeverSelectTheSameService() {
    Map<String, LabelSelector> ipv4 = new TreeMap<>();
    Map<String, Set<String>> values = new TreeMap<>();
    for (String components : List.of("pools,public-ips", "pool-ranges,public-ips")) {
      ipv4.clear();
      add(CiliumVersion.NEWEST, Map.of(), components.split(","))
          .forEach((file, text) -> {
            if (text.contains("\nkind: CiliumLoadBalancerIPPool\n")) {
              Field spec = Document.inFile(file, 1, text).root().get("spec");
              ipv4.put(file, LabelSelector.read(spec.get("serviceSelector")));
            }
          });
      assertEquals(3, ipv4.size(), ipv4.toString());
      for (LabelSelector selector : ipv4.values()) {
        assertTrue(selector.complete(), selector.toString());
        for (LabelSelector.Requirement requirement : selector.requirements()) {
          values
              .computeIfAbsent(requirement.key(), key -> new TreeSet<>(Set.of("", "other")))
              .addAll(requirement.values());
        }
      }
      Set<String> selecting = new TreeSet<>();
      for (Map<String, String> labels : labels(values)) {
        List<String> pools = new ArrayList<>();
        ipv4.forEach((pool, selector) -> {
          if (selector.match(labels, true) == LabelSelector.Match.YES) {
            pools.add(pool);
          }
        });
        assertTrue(pools.size() <= 1, labels + " is selected by " + pools);
        selecting.addAll(pools);
      }
      assertEquals(ipv4.keySet(), selecting); // each of them selects some Service
    }
  }

  /** Every combination of these values; an empty one is a label that is not there. */
  private static List<Map<String, String>> labels(Map<String, Set<String>> values) {
    List<Map<String, String>> all = List.of(Map.of());
    for (Map.Entry<String, Set<String>> label : values.entrySet()) {
      List<Map<String, String>> more = new ArrayList<>();
      for (Map<String, String> labels : all) {
        for (String value : label.getValue()) {
          Map<String, String> with = new TreeMap<>(labels);
          if (!value.isEmpty()) {
            with.put(label.getKey(), value);
          }
          more.add(with);
        }
      }
      all = more;
    }
    return all;
  }

  @Test
  void aKindOfAnotherGroupIsAnotherKind() {
    String other = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: gateway}\n";
    assertEquals(
        List.of("gateway-gateway.yaml"),
        List.copyOf(add(CiliumVersion.NEWEST, Map.of("istio.yaml", other), "gateway").keySet()));
  }

  @Test
  void aTemplateThatSeemsToMakeItIsLeftToDoSo() {
    String chart =
        """
        apiVersion: cilium.io/v2alpha1
        kind: CiliumL2AnnouncementPolicy
        metadata:
          name: {{ .Values.name }}
        """;
    assertEquals(Map.of(), add(CiliumVersion.NEWEST, Map.of("chart/l2.yaml", chart), "l2"));
    assertEquals(1, findings.size());
    assertTrue(
        findings.getFirst().toString().contains("chart/l2.yaml, a template, seems to make it"),
        findings.toString());
  }

  @Test
  void anUnreadableFileMayContainIt() {
    String broken = "apiVersion: cilium.io/v2alpha1\nkind: CiliumL2AnnouncementPolicy\nspec: [\n";
    FieldException e =
        assertThrows(
            FieldException.class, () -> add(CiliumVersion.NEWEST, Map.of("l2.yaml", broken), "l2"));
    assertTrue(e.finding().toString().contains("l2.yaml cannot be read"), e.finding().toString());
  }

  @Test
  void anUnknownNameIsAnErrorThatListsTheKnown() {
    FieldException e =
        assertThrows(FieldException.class, () -> add(CiliumVersion.NEWEST, Map.of(), "bpg"));
    assertEquals(
        "setters.yaml: unknown component 'bpg'; components are "
            + String.join(", ", Components.names()),
        e.finding().toString());
  }

  private Map<String, String> add(
      CiliumVersion version, Map<String, String> files, String... components) {
    return add(version, files, Place.file("setters.yaml"), components);
  }

  private Map<String, String> add(
      CiliumVersion version, Map<String, String> files, Place asked, String... components) {
    KrmPackage original = KrmPackage.of(new TreeMap<>(files));
    Rendering added = Components.add(List.of(components), asked, version, original.documents());
    changes.addAll(added.changes());
    findings.addAll(added.findings());
    return original.changed(added.documents());
  }

  private static List<Document> documents(Map<String, String> files) {
    return KrmPackage.of(new TreeMap<>(files)).documents();
  }
}
