package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The package that {@code kpt pkg get} fetches. */
class CorePackageTest {
  private static final Path PACKAGE = Path.of("../kpt-package");
  private static final String CONFIG = "render-config.yaml";
  private static final String SETTERS = "setters.yaml";
  private static final String POOL = "manifests/ciliumloadbalancerippool-load-balancers.yaml";
  private static final String VIPS = "manifests/ciliumloadbalancerippool-virtual-addresses.yaml";
  private static final String CLUSTER = "manifests/ciliumbgpclusterconfig-cluster.yaml";

  private final SortedMap<String, String> files = read();

  @Test
  void isRenderedAlready() {
    assertEquals(Map.of(), changes(render()));
  }

  /** Each manifest is what its template and the setters make. */
  @Test
  void isMadeOfItsSettersAndComponents() {
    SortedMap<String, String> expected = new TreeMap<>(files);
    removeManifests();
    files.putAll(changes(render()));
    assertEquals(expected, files);
  }

  @Test
  void hasTheDefaultsOfTheNetworkThatItIsFrom() {
    assertTrue(
        text(POOL).contains("    - start: 10.80.8.129 # ") && text(POOL).contains(" 10.80.8.190 "));
    assertTrue(
        text(VIPS).contains("    - start: 10.80.15.1 # ") && text(VIPS).contains(" 10.80.15.254 "));
    assertTrue(text(POOL).contains("within: 10.80.8.128/26 "), text(POOL));
    assertTrue(text(VIPS).contains("within: 10.80.15.0/24 "), text(VIPS));
    for (String line :
        List.of(
            "name: bioskop-cluster ",
            "localASN: 65001 ",
            "peerASN: 65000 ",
            "peerAddress: 10.80.0.1 ")) {
      assertTrue(text(CLUSTER).contains(line), line);
    }
    String l2 = text("manifests/ciliuml2announcementpolicy-load-balancers.yaml");
    for (String line :
        List.of("- ^vmnet0$ ", "- ^lan0$ ", "key: node-role.kubernetes.io/control-plane ")) {
      assertTrue(l2.contains(line), line);
    }
    assertTrue(text("manifests/ciliumbgpadvertisement-gateway.yaml").contains("\"65001:15:0\" # "));
  }

  @ParameterizedTest
  @CsvSource({
    "lb-pool-min, 127, '10.80.8.127', start",
    "lb-pool-max, 192, '10.80.8.192', stop",
    "lb-pool-max, 300, '10.80.8.300', stop",
    "vip-pool-min, 1.2, '10.80.15.1.2', start",
  })
  void rejectsAnAddressOutsideOfItsCidr(String setter, String value, String address, String field) {
    set(setter, value);
    List<Finding> errors = render().errors();
    assertEquals(1, errors.size(), errors.toString());
    String error = errors.getFirst().toString();
    assertTrue(error.contains(address) && error.contains("spec.blocks[0]." + field), error);
    assertTrue(error.contains("setter '" + setter + "' is set at setters.yaml:"), error);
  }

  @Test
  void rejectsAFirstAddressAfterTheLast() {
    set("lb-pool-max", "128");
    List<Finding> errors = render().errors();
    assertTrue(errors.toString().contains("spec.blocks[0]"), errors.toString());
  }

  @Test
  void movesTheAddressesWithTheirCidr() {
    set("lb-pool-cidr", "10.80.9.128/26");
    Map<String, String> changed = changes(render());
    assertEquals(List.of(POOL), List.copyOf(changed.keySet()));
    assertEquals(text(POOL).replace("10.80.8.", "10.80.9."), changed.getOrDefault(POOL, ""));
  }

  @Test
  void takesTheExampleOfTheNetworkThatItIsFrom() {
    Rendering rendering =
        render(
            """
            apiVersion: v1
            kind: ConfigMap
            data:
              bgp-peer-asn: "65010"
              node-gateway-ip: 10.80.0.254
            """);
    Map<String, String> changed = changes(rendering);
    assertEquals(List.of(CLUSTER, SETTERS), List.copyOf(changed.keySet()));
    changed.forEach((path, text) ->
        assertEquals(
            text(path).replace("65000", "65010").replace("10.80.0.1 ", "10.80.0.254 "), text));
    files.putAll(changed);
    assertEquals(Map.of(), changes(render()));
  }

  /** One package, a copy for each cluster; only the setters differ. */
  @Test
  void makesTwoClusters() {
    SortedMap<String, String> both = new TreeMap<>();
    for (String cluster : List.of("a", "b")) {
      files.clear();
      files.putAll(read());
      int id = cluster.equals("a") ? 1 : 2;
      set("cluster-name", cluster);
      set("cluster-id", Integer.toString(id));
      set("lb-pool-cidr", "10.%d.8.128/26".formatted(id));
      set("vip-pool-cidr", "10.%d.15.0/24".formatted(id));
      set("node-gateway-ip", "10.%d.0.1".formatted(id));
      files.putAll(changes(render()));
      assertEquals(Map.of(), changes(render()));
      files.forEach((path, text) -> both.put("clusters/" + cluster + "/" + path, text));
    }
    both.forEach((path, text) -> {
      if (path.startsWith("clusters/a/") && path.contains("/manifests/")) {
        String other = both.getOrDefault(path.replace("clusters/a/", "clusters/b/"), "");
        assertEquals(
            text.replace("10.1.", "10.2.")
                .replace("name: a #", "name: b #")
                .replace(":1:0", ":2:0"),
            other,
            path);
        assertFalse(other.contains("10.80."), other);
      }
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.16", "1.17", "1.18", "1.19", "1.20", "1.21"})
  void rendersEveryComponentForEachCilium(String cilium) throws IOException {
    removeManifests();
    addAllComponents(cilium);
    files.putAll(changes(render()));
    assertEquals(Map.of(), changes(render()));
    CrdSchema schema = TemplatesTest.schema(cilium);
    int checked = 0;
    for (Map.Entry<String, String> file : files.entrySet()) {
      String text = file.getValue();
      if (file.getKey().startsWith("manifests/")
          && !file.getKey().contains("kustomization")
          && !text.contains("apiVersion: v1\n")
          && !text.contains("apiVersion: networking.k8s.io/")
          && !text.contains("apiVersion: rbac.authorization.k8s.io/")
          && !text.contains("apiVersion: apps/")) { // ApiServerIT delivers these
        assertEquals(List.of(), schema.problems(text), file.getKey());
        checked++;
      }
    }
    assertTrue(checked >= 19, checked + " checked");
  }

  /** The commands of docs/kpt-package.md, as they are there. */
  @ParameterizedTest
  @ValueSource(strings = {"1.16", "1.17"})
  void isChangedForAnOlderCiliumAsItsPageSays(String cilium, @TempDir Path folder)
      throws Exception {
    String page = Files.readString(Path.of("../docs/kpt-package.md"));
    String section = page.substring(page.indexOf("\n## Cilium 1.16 and 1.17\n"));
    String commands =
        section.substring(section.indexOf("```sh\n") + 6, section.indexOf("leasehold render"));
    assertEquals(2, commands.lines().filter(line -> line.startsWith("sed -i ")).count(), commands);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve("network").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    Process shell =
        new ProcessBuilder("sh", "-ec", commands.replace("1.17", cilium))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, shell.waitFor(), said);
    for (String file : List.copyOf(files.keySet())) {
      files.put(file, Files.readString(folder.resolve("network").resolve(file)));
    }
    assertTrue(text(CONFIG).contains("ciliumVersion: \"" + cilium + "\"\n"), text(CONFIG));
    assertEquals(Map.of(), changes(render()));
    SortedMap<String, String> edited = new TreeMap<>(files);
    removeManifests();
    files.putAll(changes(render()));
    assertEquals(edited, files); // as if it had been made for this version
    CrdSchema schema = TemplatesTest.schema(cilium);
    int checked = 0;
    for (Map.Entry<String, String> file : files.entrySet()) {
      if (file.getKey().startsWith("manifests/cilium")) {
        assertEquals(List.of(), schema.problems(file.getValue()), file.getKey());
        checked++;
      }
    }
    assertEquals(6, checked);
  }

  /** Without the procedure, each manifest that this Cilium does not serve is named. */
  @Test
  void saysThatAnOlderCiliumDoesNotServeIt() {
    files.computeIfPresent(CONFIG, (_, text) -> text.replace("\"1.18\"", "\"1.17\""));
    Rendering rendering = render();
    long named =
        rendering.findings().stream()
            .filter(finding -> finding.message().contains("Cilium 1.17 does not serve this kind"))
            .count();
    assertEquals(5, named, rendering.findings().toString());
    assertFalse(rendering.errors().isEmpty());
  }

  /** What is made as intent is read in the run that makes it. */
  @Test
  void readsTheIntentThatItMakes() {
    addAllComponents("1.21");
    files.put(
        "leases/home-ipv6.yaml",
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PrefixLease
        metadata:
          name: home-ipv6
          annotations:
            config.kubernetes.io/local-config: "true"
        spec:
          source: router-advertisement
          prefixes:
            - prefix: "2001:db8:99::/56"
              state: Current
              since: "2026-11-21T10:00:00Z"
        """);
    Map<String, String> made = changes(render());
    assertTrue(
        made.getOrDefault("manifests/ciliumloadbalancerippool-load-balancers-v6.yaml", "")
            .contains("2001:db8:99::1000/120"),
        made.keySet().toString());
    assertTrue(
        made.getOrDefault("manifests/ciliumcidrgroup-own-prefix.yaml", "")
            .contains("2001:db8:99::/56"),
        made.keySet().toString());
    files.putAll(made);
    assertEquals(Map.of(), changes(render()));
  }

  private void addAllComponents(String cilium) {
    String version = "  ciliumVersion: ";
    files.computeIfPresent(
        CONFIG,
        (_, text) ->
            text.substring(0, text.indexOf(version))
                + version
                + "\""
                + cilium
                + "\"\n  components:\n"
                + "    - "
                + String.join("\n    - ", allButPools())
                + "\n"
                + text.substring(text.indexOf("  # All but")));
    files.computeIfPresent(
        SETTERS,
        (_, text) ->
            text
                + """
                  external-gateway-ip: 10.80.8.180 # kpt-set: ${external-gateway-ip}
                  internal-gateway-ip: 10.80.8.181 # kpt-set: ${internal-gateway-ip}
                  dns-ip: 10.80.8.182 # kpt-set: ${dns-ip}
                """);
  }

  /** The core has these pools as ranges. */
  private static List<String> allButPools() {
    return Components.names().stream().filter(name -> !name.equals("pools")).toList();
  }

  private void removeManifests() {
    String list = "manifests/kustomization.yaml";
    String kustomization = text(list);
    files.keySet().removeIf(path -> path.startsWith("manifests/"));
    files.put(
        list, kustomization.substring(0, kustomization.indexOf("resources:")) + "resources: []\n");
  }

  private void set(String setter, String value) {
    files.computeIfPresent(
        SETTERS,
        (_, text) ->
            text.replaceAll(
                "(?m)^  " + setter + ": .* # kpt", "  " + setter + ": \"" + value + "\" # kpt"));
  }

  private String text(String path) {
    return files.getOrDefault(path, "");
  }

  private Rendering render() {
    return render("");
  }

  private Rendering render(String config) {
    return Renderer.render(
        KrmPackage.of(files).documents(),
        config.isEmpty() ? Optional.empty() : Optional.of(Document.inFile("", 0, config).root()));
  }

  /** There are no warnings; what waits for a lease says so. */
  private SortedMap<String, String> changes(Rendering rendering) {
    assertEquals(
        List.of(),
        rendering.findings().stream()
            .filter(finding -> finding.severity() != Finding.Severity.INFO)
            .toList());
    return new TreeMap<>(KrmPackage.of(files).changed(rendering.documents()));
  }

  private static SortedMap<String, String> read() {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(PACKAGE)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".yaml")).toList()) {
        files.put(PACKAGE.relativize(path).toString(), Files.readString(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
