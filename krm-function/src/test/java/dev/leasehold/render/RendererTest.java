package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** What the golden folders do not show: changes, configuration, order, size. */
class RendererTest {
  private static final String INTENT =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefix
      metadata: {name: home}
      spec:
        acquisition: {routerAdvertisement: {interface: eth0}}
        subnets:
        - {name: pool, offset: 0x1000, prefixLength: 120}
      ---
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefixBinding
      metadata: {name: pool}
      spec:
        prefixRef: {name: home, subnet: pool}
        target:
          kind: CiliumLoadBalancerIPPool
          name: lb # kpt-set: ${pool-name}
      ---
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefixBinding
      metadata: {name: own}
      spec:
        prefixRef: {name: home}
        target: {kind: CiliumCIDRGroup, name: own}
      """;

  private static final String LEASE =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: PrefixLease
      metadata: {name: home}
      spec:
        source: router-advertisement
        prefixes:
        - {prefix: "2001:db8:5678::/60", state: Current, since: "2026-11-21T10:00:00Z"}
      """;

  private static final String POOL =
      """
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: lb # kpt-set: ${pool-name}
      spec:
        blocks:
        - cidr: 2001:db8:1234::1000/120
      """;

  private static final String SETTERS =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {pool-name: web, unused: x}\n";

  @Test
  void readsNoMoreThanTenThousandDocumentsThatNameIt() {
    String document = "apiVersion: leasehold.dev/v1alpha1\nkind: Unknown\nmetadata: {name: x}\n";
    List<Document> documents =
        new ArrayList<>(
            Collections.nCopies(
                10_000, Document.inFile("a.yaml", 1, "kind: X # leasehold.dev/\n")));
    assertEquals(List.of(), PackageContents.read(documents).findings());
    documents.add(Document.inFile("b.yaml", 7, document));
    String reported =
        "b.yaml:7: more than 10,000 documents of this package mention Leasehold; remove those that"
            + " are not needed, or choose another folder";
    assertEquals(
        List.of(reported),
        PackageContents.read(documents).findings().stream().map(Finding::toString).toList());
    Rendering rendering = Renderer.render(documents, Optional.empty());
    assertEquals(List.of(reported), rendering.errors().stream().map(Finding::toString).toList());
  }

  @Test
  void reportsItsChanges() {
    Rendering rendering = render(Map.of("in.yaml", INTENT, "lease.yaml", LEASE, "pool.yaml", POOL));
    assertEquals(
        List.of(
            new Change(
                "ciliumcidrgroup-own.yaml",
                "CiliumCIDRGroup own",
                "spec.externalCIDRs",
                List.of(),
                List.of("2001:db8:5678::/60")),
            new Change(
                "pool.yaml",
                "CiliumLoadBalancerIPPool lb",
                "spec.blocks",
                List.of("2001:db8:1234::1000/120"),
                List.of("2001:db8:5678::1000/120"))),
        rendering.changes());
  }

  @Test
  void aSetterIsAChangeToo() {
    Rendering rendering = render(Map.of("pool.yaml", POOL, "setters.yaml", SETTERS));
    assertEquals(
        List.of(
            new Change(
                "pool.yaml",
                "CiliumLoadBalancerIPPool lb",
                "metadata.name",
                List.of("lb"),
                List.of("web"))),
        rendering.changes());
  }

  @Test
  void theConfigurationOfTheRunGoesBeforeThePackagesOwn() {
    List<Document> documents = documents(Map.of("pool.yaml", POOL, "setters.yaml", SETTERS));
    Field config = document("kind: ConfigMap\ndata: {pool-name: mine}\n").root();
    Rendering rendering = Renderer.render(documents, Optional.of(config));
    assertEquals(POOL.replace("name: lb", "name: mine"), rendering.documents().getFirst().text());
  }

  @Test
  void aRunsRenderConfigWinsOverThePackagesForWhatItNames() {
    String config =
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: RenderConfig
        metadata: {name: c}
        spec: {setters: {pool-name: of-the-package}}
        """;
    Map<String, String> files =
        Map.of("pool.yaml", POOL, "setters.yaml", SETTERS, "config.yaml", config);
    assertEquals("of-the-package", poolName(Renderer.render(documents(files), Optional.empty())));
    Field run = document(config.replace("of-the-package", "of-the-run")).root();
    assertEquals("of-the-run", poolName(Renderer.render(documents(files), Optional.of(run))));
    Field other = document("kind: ConfigMap\ndata: {other: x}\n").root();
    Rendering rendering = Renderer.render(documents(files), Optional.of(other));
    assertEquals("of-the-package", poolName(rendering));
  }

  private static String poolName(Rendering rendering) {
    return rendering.documents().stream()
        .filter(document -> document.file().equals("pool.yaml"))
        .map(document -> document.root().get("metadata").get("name").text())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRunWhoseSettersMatchNothingIsReported() {
    Field config = document("kind: ConfigMap\ndata: {pol-name: mine}\n").root();
    Rendering rendering =
        Renderer.render(documents(Map.of("pool.yaml", POOL)), Optional.of(config));
    assertEquals(
        List.of(
            "pool.yaml:4: unknown name '${pool-name}', so the value stays unchanged; write"
                + " ${pol-name} if you mean that",
            "config.yaml:2: ConfigMap: data.pol-name: setter 'pol-name' is unused: no '# kpt-set: '"
                + " comment after a value names it",
            "config.yaml:1: ConfigMap: no setter comment names any of the setters"),
        rendering.findings().stream().map(Finding::toString).toList());
  }

  @Test
  void aConfigurationOfAnotherKindIsAnError() {
    List<Document> documents = documents(Map.of("pool.yaml", POOL));
    Field config = document("kind: Secret\n").root();
    Rendering rendering = Renderer.render(documents, Optional.of(config));
    assertEquals(
        List.of(
            "config.yaml:1: Secret: unsupported configuration kind 'Secret'; use a ConfigMap or a"
                + " RenderConfig"),
        rendering.errors().stream().map(Finding::toString).toList());
    assertEquals(documents, rendering.documents());
  }

  @Test
  void theOrderOfTheFilesDoesNotMatter() {
    Map<String, String> files =
        Map.of(
            "a/in.yaml",
            INTENT,
            "lease.yaml",
            LEASE,
            "c/pool.yaml",
            POOL,
            "setters.yaml",
            SETTERS,
            "kustomization.yaml",
            "apiVersion: v1\nkind: Kustomization\nresources: []\n");
    List<Document> documents = new ArrayList<>(documents(files));
    KrmPackage original = KrmPackage.of(new LinkedHashMap<>(files));
    SortedMap<String, String> expected =
        original.changed(Renderer.render(documents, Optional.empty()).documents());
    assertTrue(expected.containsKey("a/ciliumcidrgroup-own.yaml"));
    Document ofTheIntent = documents.getFirst();
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(documents, random);
      Rendering rendering = Renderer.render(documents, Optional.empty());
      SortedMap<String, String> changed = original.changed(rendering.documents());
      changed.remove(ofTheIntent.file()); // its documents were shuffled too
      assertEquals(without(expected, ofTheIntent.file()), changed);
    }
  }

  private static Map<String, String> without(Map<String, String> files, String file) {
    Map<String, String> rest = new LinkedHashMap<>(files);
    rest.remove(file);
    return rest;
  }

  @Test
  void whatIsNotOursIsTheSameDocumentAfterwards() {
    Map<String, String> files =
        Map.of(
            "in.yaml",
            INTENT,
            "lease.yaml",
            LEASE,
            "pool.yaml",
            POOL,
            "z.yaml",
            "a: \"" + "x".repeat(1_000_000) + "\"\nb: [unclosed");
    List<Document> documents = documents(files);
    Rendering rendering = Renderer.render(documents, Optional.empty());
    assertEquals(List.of(), rendering.errors());
    int last = documents.size() - 1;
    assertEquals("z.yaml", documents.get(last).file());
    assertSame(documents.get(last), rendering.documents().get(last));
  }

  @Test
  void aLineOfAMegabyteInATargetStays() {
    String pool = POOL + "  note: \"" + "- {[😀: ".repeat(125_000) + "\" # end\n";
    Map<String, String> files = Map.of("in.yaml", INTENT, "lease.yaml", LEASE, "pool.yaml", pool);
    Rendering rendering = render(files);
    assertEquals(
        pool.replace("2001:db8:1234::1000/120", "2001:db8:5678::1000/120")
            .replace(
                "  name: lb # kpt-set: ${pool-name}\n",
                """
                  name: lb # kpt-set: ${pool-name}
                  annotations:
                    leasehold.dev/owned: '{"pool":["2001:db8:5678::1000/120"]}'
                """),
        KrmPackage.of(new LinkedHashMap<>(files)).changed(rendering.documents()).get("pool.yaml"));
  }

  @Test
  void anErrorLeavesEverythingAsItWas() {
    List<Document> documents =
        documents(
            Map.of(
                "in.yaml",
                INTENT,
                "lease.yaml",
                LEASE,
                "pool.yaml",
                POOL.replace("blocks:", "blocks: &x") + "status: *x\n",
                "setters.yaml",
                SETTERS));
    Rendering rendering = Renderer.render(documents, Optional.empty());
    assertTrue(rendering.failed());
    assertEquals(documents, rendering.documents());
    assertEquals(List.of(), rendering.changes());
  }

  private static Rendering render(Map<String, String> files) {
    return Renderer.render(documents(files), Optional.empty());
  }

  private static List<Document> documents(Map<String, String> files) {
    SequencedMap<String, String> inOrder = new LinkedHashMap<>(files);
    return KrmPackage.of(inOrder).documents();
  }

  private static Document document(String text) {
    return Document.inFile("config.yaml", 1, text);
  }
}
