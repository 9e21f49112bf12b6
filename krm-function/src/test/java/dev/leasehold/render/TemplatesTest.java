package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Place;
import dev.leasehold.setters.Setters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {
  private static final Path TEMPLATES = Path.of("../templates");
  private static final Path MANIFESTS = Path.of("../kpt-package/manifests");
  private static final Path CRDS = Path.of("../testdata/crds");

  @ParameterizedTest
  @ValueSource(strings = {"1.16", "1.17", "1.18", "1.19", "1.20", "1.21"})
  void everyTemplateIsWhatTheApiServerTakes(String cilium) throws IOException {
    CrdSchema schema = schema(cilium);
    CiliumVersion version = CiliumVersion.of(cilium).orElseThrow();
    for (String template : templates()) {
      Document made = Templates.inVersion(Templates.read(template), version);
      assertEquals(List.of(), schema.problems(made.text()), template + " for " + cilium);
    }
  }

  /** The package is written for the newest Cilium, and for every one that serves the same. */
  @ParameterizedTest
  @ValueSource(strings = {"1.18", "1.19", "1.20", "1.21"})
  void thePackageIsWhatTheApiServerTakes(String cilium) throws IOException {
    CrdSchema schema = schema(cilium);
    for (Path manifest : yaml(MANIFESTS)) {
      if (!manifest.endsWith("kustomization.yaml")) {
        assertEquals(List.of(), schema.problems(manifest), manifest + " for " + cilium);
      }
    }
  }

  @Test
  void theCheckItselfFindsWhatIsWrong() throws IOException {
    CrdSchema schema = schema("1.16");
    String pool = Templates.read("ciliumloadbalancerippool").text();
    assertEquals(
        List.of("no CRD serves cilium.io/v2 CiliumLoadBalancerIPPool"), schema.problems(pool));
    String served = pool.replace("cilium.io/v2", "cilium.io/v2alpha1");
    assertEquals(List.of(), schema.problems(served));
    assertEquals(
        List.of(".spec.allowFirstLastIPs is false, not of type string"),
        schema.problems(served.replace("\"No\"", "false")));
    assertEquals(
        List.of(".spec.bloks is not a field"), schema.problems(served.replace("blocks", "bloks")));
    assertEquals(
        List.of(".spec is missing"),
        schema.problems("apiVersion: cilium.io/v2alpha1\nkind: CiliumCIDRGroup\n"));
  }

  @Test
  void aMadeTargetTakesItsNameAndKeepsItsSetters() {
    Document made = made("ipaddresspool", "123", "a/in.yaml");
    assertEquals("a/ipaddresspool-123.yaml", made.file());
    assertEquals(
        Templates.read("ipaddresspool")
            .text()
            .replace("load-balancers # kpt-set: ${target-name}", "\"123\""),
        made.text());
    assertTrue(made.mentions("# kpt-set: ${metallb-namespace}"));
  }

  private static Document made(String template, String name, String asked) {
    Draft draft = new Draft(List.of());
    Document named = Templates.named(Templates.read(template), name);
    return draft.document(Templates.add(named, Place.file(asked), draft, CiliumVersion.NEWEST));
  }

  @Test
  void theNameIsWrittenWhereverTheTemplateSaysSo() {
    Document made = made("globalnetworkset", "ours", "in.yaml");
    Field metadata = made.root().get("metadata");
    assertEquals("ours", metadata.get("name").text());
    assertEquals("ours", metadata.get("labels").get("network-set").text());
    assertFalse(made.mentions(Setters.COMMENT));
  }

  @Test
  void poolsSayWhatTheirFirstAndLastAddressAreFor() throws IOException {
    for (String template : templates()) {
      if (template.startsWith("ciliumloadbalancerippool")) {
        assertTrue(Templates.read(template).mentions("allowFirstLastIPs: \"No\"\n"), template);
      }
    }
  }

  @Test
  void theInterfacesOfAnL2PolicyAreAnchored() {
    Document policy = Templates.read("ciliuml2announcementpolicy");
    for (Field name : policy.root().get("spec").get("interfaces").items()) {
      assertTrue(name.text().startsWith("^") && name.text().endsWith("$"), name.text());
    }
  }

  /** In Cilium a selector that is left out selects nothing. */
  @Test
  void anAdvertisementOfServicesSaysWhichOnes() {
    Document advertisement = Templates.read("ciliumbgpadvertisement");
    List<Field> services =
        advertisement.root().get("spec").get("advertisements").items().stream()
            .filter(item -> item.get("advertisementType").text().equals("Service"))
            .toList();
    assertEquals(1, services.size());
    assertTrue(services.getFirst().find("selector").isPresent());
  }

  /** Anyone who edits a setter's default in one file and not in the other has two defaults. */
  @Test
  void aSetterHasOneDefault() throws IOException {
    Set<String> defaults = new TreeSet<>();
    List<Path> files = new ArrayList<>(yaml(TEMPLATES));
    files.addAll(yaml(Path.of("../kpt-package")));
    files.addAll(yaml(MANIFESTS));
    files.addAll(yaml(Path.of("../kpt-package/intent")));
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        int comment = line.indexOf(" # kpt-set: ");
        if (comment >= 0 && !line.contains("${target-name}")) {
          String head = line.substring(0, comment);
          String value = head.substring(head.lastIndexOf(' ') + 1);
          defaults.add(line.substring(comment + 12) + " = " + value.replace("\"", ""));
        }
      }
    }
    Set<String> setters = new TreeSet<>();
    for (String line : defaults) {
      assertTrue(setters.add(line.substring(0, line.indexOf(" = "))), "two defaults: " + line);
    }
    assertTrue(setters.contains("${bgp-peer-asn}"), setters.toString());
  }

  @Test
  void theDocumentationKnowsEverySetterAndComponent() throws IOException {
    String page = Files.readString(Path.of("../docs/templates.md"));
    for (String component : Components.names()) {
      assertTrue(page.contains("\n| `" + component + "` | "), component);
    }
    for (String template : templates()) {
      for (String line : Templates.read(template).text().split("\n", -1)) {
        int open = line.indexOf("${");
        if (open >= 0 && !line.contains("${target-name}")) {
          String setter = line.substring(open + 2, line.indexOf('}', open));
          assertTrue(page.contains("`" + setter + "`"), setter + " of " + template);
        }
      }
    }
  }

  private static List<String> templates() throws IOException {
    return yaml(TEMPLATES).stream()
        .map(file -> file.getFileName().toString().replace(".yaml", ""))
        .toList();
  }

  private static List<Path> yaml(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  static CrdSchema schema(String cilium) throws IOException {
    List<Path> files = new ArrayList<>(yaml(CRDS.resolve("cilium.io/v" + cilium)));
    for (String group :
        List.of(
            "metallb.io",
            "projectcalico.org",
            "gateway.networking.k8s.io",
            "api.operator.brtrm.dev")) {
      files.addAll(yaml(CRDS.resolve(group)));
    }
    return CrdSchema.read(files);
  }
}
