package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.warnings.MisplacedDocuments;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MisplacedDocumentsTest {
  private static final String POOL =
      "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\nmetadata: {name: a}\n";
  private static final String INTENT =
      "apiVersion: leasehold.dev/v1alpha1\nkind: DynamicPrefix\nmetadata: {name: home}\n";
  private static final String LOCAL =
      INTENT.replace(
          "{name: home}",
          "{name: home, annotations: {config.kubernetes.io/local-config: \"true\"}}");

  private static List<String> findings(Map<String, String> files) {
    return MisplacedDocuments.findings(KrmPackage.of(new TreeMap<>(files)).documents()).stream()
        .map(Finding::toString)
        .toList();
  }

  private static String list(String... entries) {
    return "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: ["
        + String.join(", ", entries)
        + "]\n";
  }

  @Test
  void aPackageWithFoldersOfTheirOwnIsRight() {
    assertEquals(
        List.of(),
        findings(
            Map.of(
                "intent/home.yaml", LOCAL,
                "manifests/pool.yaml", POOL,
                "manifests/kustomization.yaml", list("pool.yaml"))));
  }

  @Test
  void oneFolderWithAKustomizationIsRight() {
    assertEquals(
        List.of(),
        findings(
            Map.of(
                "home.yaml", INTENT, "pool.yaml", POOL, "kustomization.yaml", list("pool.yaml"))));
  }

  /** Flux and Argo CD ignore the annotation there. */
  @Test
  void oneFolderWithoutAKustomizationIsAppliedAsAWhole() {
    List<String> found =
        findings(Map.of("net/home.yaml", LOCAL, "net/pool.yaml", POOL, "net/b.yaml", LOCAL));
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().contains("make net/kustomization.yaml"), found::toString);
  }

  /** Flux reads folders below too. */
  @Test
  void aFolderBelowTheObjectsIsAppliedToo() {
    List<String> found = findings(Map.of("intent/home.yaml", LOCAL, "pool.yaml", POOL));
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().contains("in the package's folder"), found::toString);
    assertEquals(List.of(), findings(Map.of("home.yaml", LOCAL, "manifests/pool.yaml", POOL)));
  }

  @Test
  void aListedDocumentNeedsTheAnnotation() {
    List<String> found =
        findings(Map.of("home.yaml", INTENT, "kustomization.yaml", list("home.yaml")));
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().contains("kustomization.yaml lists its file"), found::toString);
    assertEquals(
        List.of(), findings(Map.of("home.yaml", LOCAL, "kustomization.yaml", list("home.yaml"))));
  }

  /** Settings of kpt, and what is broken, are not objects for the cluster. */
  @Test
  void othersDoNotCount() {
    assertEquals(
        List.of(),
        findings(
            Map.of(
                "home.yaml", LOCAL,
                "Kptfile", "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata: {name: a}\n",
                "values.yaml", "a: 1\n",
                "broken.yaml", "a: [\n")));
  }
}
