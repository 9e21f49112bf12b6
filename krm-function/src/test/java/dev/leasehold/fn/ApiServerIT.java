package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.Components;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real API server takes what is rendered, also in the place of what it holds. */
class ApiServerIT {
  private static final Path TESTDATA = Path.of("../testdata/render");
  private static final List<Path> MANIFESTS =
      List.of(Path.of("../kpt-package/manifests"), Path.of("../templates/starter/manifests"));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1.16", "1.17", "1.18", "1.19", "1.20", "1.21"})
  void takesAllThatIsMadeFromTemplates(String cilium) throws Exception {
    SortedMap<String, String> files = new TreeMap<>();
    files.put("intent.yaml", intent(cilium));
    List<Document> documents = KrmPackage.of(files).documents();
    Rendering rendering = Renderer.render(documents, Optional.empty());
    assertEquals(List.of(), rendering.errors());
    List<Document> made =
        rendering.documents().subList(documents.size(), rendering.documents().size());
    made = made.stream().filter(document -> !document.mentions("local-config")).toList();
    assertTrue(made.size() >= 33, made.size() + " made");
    assertTrue(made.stream().anyMatch(document -> document.mentions("kind: DaemonSet")));
    try (ApiServer server = ApiServer.up(folder, cilium)) {
      for (Document document : made) {
        requireNamespace(server, document);
      }
      assertEquals("", server.refusal(stream(made)), stream(made));
    }
  }

  /** Every component, and a binding to a target of each kind that is made. */
  private static String intent(String cilium) {
    StringBuilder intent =
        new StringBuilder(
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: RenderConfig
            metadata: {name: render-config}
            spec:
              ciliumVersion: "%s"
              components: [%s]
            ---
            apiVersion: leasehold.dev/v1alpha1
            kind: DynamicPrefix
            metadata: {name: home}
            spec:
              acquisition:
                routerAdvertisement: {interface: eth0}
              subnets:
                - {name: pool, offset: 0x1000, prefixLength: 120}
              hosts:
                - {name: web, suffix: "::80"}
            ---
            apiVersion: leasehold.dev/v1alpha1
            kind: PrefixLease
            metadata: {name: home}
            spec:
              source: router-advertisement
              prefixes:
                - {prefix: "2001:db8:1234::/60", state: Current, since: "2026-11-21T10:00:00Z"}
            """
                .formatted(cilium, String.join(", ", Components.names())));
    for (String kind :
        List.of(
            "CiliumLoadBalancerIPPool",
            "CiliumCIDRGroup",
            "GlobalNetworkSet",
            "IPAddressPool",
            "IPPool",
            "IPRule",
            "Gateway")) {
      intent.append(
          """
          ---
          apiVersion: leasehold.dev/v1alpha1
          kind: DynamicPrefixBinding
          metadata: {name: %s}
          spec:
            prefixRef: {name: home, %s}
            target: {kind: %s, name: made}
          """
              .formatted(
                  kind.toLowerCase(Locale.ROOT),
                  kind.equals("Gateway") ? "host: web" : "subnet: pool",
                  kind));
    }
    return intent.toString();
  }

  @Test
  void takesThePackages() throws Exception {
    try (ApiServer server = ApiServer.up(folder, "1.21")) {
      for (Path each : MANIFESTS) {
        SortedMap<String, String> files = Kpt.read(each);
        files.remove("kustomization.yaml");
        String manifests = stream(KrmPackage.of(files).documents());
        assertEquals("", server.refusal(manifests), manifests);
      }
    }
  }

  /** Immutable fields among it. What the server does not take as it came is left out. */
  @Test
  void replacesItsAddressesAtEveryRenumbering() throws Exception {
    List<String> kinds = new ArrayList<>();
    try (ApiServer server = ApiServer.up(folder, "1.21");
        Stream<Path> folders = Files.list(TESTDATA)) {
      for (Path each : folders.sorted().toList()) {
        List<Document> before = KrmPackage.of(Kpt.read(each.resolve("original"))).documents();
        kinds.addAll(deliver(server, before, Renderer.render(before, Optional.empty())));
      }
    }
    assertTrue(kinds.size() >= 60, kinds.size() + " of about 70 were taken");
    assertTrue(
        kinds.containsAll(
            Set.of(
                "CiliumCIDRGroup",
                "CiliumLoadBalancerIPPool",
                "ClusterRoleBinding",
                "DNSEndpoint",
                "DaemonSet",
                "GlobalNetworkSet",
                "Gateway",
                "IPAddressPool",
                "IPPool",
                "IPRule",
                "Service")),
        kinds::toString);
  }

  /** The kinds that a package describes itself. */
  private static Set<String> described(List<Document> documents) {
    return documents.stream()
        .filter(document -> document.mentions("TargetKind"))
        .map(Document::root)
        .filter(root -> root.get("kind").text().equals("TargetKind"))
        .flatMap(root -> root.find(List.of("spec", "kind")).stream())
        .map(Field::text)
        .collect(Collectors.toSet());
  }

  /** First what was there, then what became of it; the kinds of what was taken. */
  private static List<String> deliver(ApiServer server, List<Document> before, Rendering rendering)
      throws Exception {
    List<String> kinds = new ArrayList<>();
    List<Document> held = new ArrayList<>();
    for (int i = 0; i < rendering.documents().size(); i++) {
      Document after = rendering.documents().get(i);
      if (i < before.size()) {
        Document original = before.get(i);
        if (after == original || original.root().find("metadata").isEmpty()) {
          continue;
        }
        requireNamespace(server, original);
        if (!server.refusal(original.text()).isEmpty()) {
          continue;
        }
        if (after.isRemoved()) {
          server.delete(original.text());
          continue;
        }
        requireNamespace(server, after);
      } else {
        if (described(before).contains(after.root().get("kind").text())) {
          continue; // of somebody else's CRD, which is not here
        }
        requireNamespace(server, after);
      }
      assertEquals("", server.refusal(after.text()), after.file() + "\n" + after.text());
      held.add(after);
      kinds.add(after.root().get("kind").text());
    }
    if (!held.isEmpty()) {
      server.delete(stream(held));
    }
    return kinds;
  }

  private static String stream(List<Document> documents) {
    return documents.stream().map(Document::text).collect(Collectors.joining("\n---\n"));
  }

  private static void requireNamespace(ApiServer server, Document document) throws Exception {
    Optional<Field> namespace =
        document.root().find("metadata").flatMap(metadata -> metadata.find("namespace"));
    if (namespace.isPresent()) {
      server.namespace(namespace.get().text());
    }
  }
}
