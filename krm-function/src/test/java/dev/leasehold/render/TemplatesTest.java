package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.api.Kinds;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Place;
import dev.leasehold.setters.Setters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {
  private static final Path TEMPLATES = Path.of("../templates");
  private static final Path STARTER = Path.of("../templates/starter");
  private static final Path MANIFESTS = STARTER.resolve("manifests");
  private static final Path PAGES = Path.of("../docs/components");

  /** Kinds of Kubernetes itself have no CRD: ApiServerIT delivers them. */
  private static final Set<String> BUILT_IN =
      Set.of(
          "ConfigMap",
          "NetworkPolicy",
          "ServiceAccount",
          "ClusterRole",
          "ClusterRoleBinding",
          "DaemonSet");

  private static final Path CRDS = Path.of("../testdata/crds");

  @ParameterizedTest
  @ValueSource(strings = {"1.16", "1.17", "1.18", "1.19", "1.20", "1.21"})
  void everyTemplateIsWhatTheApiServerTakes(String cilium) throws IOException {
    CrdSchema schema = schema(cilium);
    CiliumVersion version = CiliumVersion.of(cilium).orElseThrow();
    int checked = 0;
    for (String template : templates()) {
      Document made = Templates.inVersion(Templates.read(template), version);
      if (!made.root().get("apiVersion").text().startsWith(Kinds.GROUP)
          && !BUILT_IN.contains(made.root().get("kind").text())) {
        assertEquals(List.of(), schema.problems(made.text()), template + " for " + cilium);
        checked++;
      }
    }
    assertTrue(checked >= 28, checked + " checked");
  }

  /** The starter is written for the newest Cilium, and for every one that serves the same. */
  @ParameterizedTest
  @ValueSource(strings = {"1.18", "1.19", "1.20", "1.21"})
  void theStarterIsWhatTheApiServerTakes(String cilium) throws IOException {
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
    return draft.document(
        Templates.add(Templates.inVersion(named, CiliumVersion.NEWEST), Place.file(asked), draft));
  }

  @Test
  void theNameIsWrittenWhereverTheTemplateSaysSo() {
    Document made = made("globalnetworkset", "ours", "in.yaml");
    Field metadata = made.root().get("metadata");
    assertEquals("ours", metadata.get("name").text());
    assertEquals("ours", metadata.get("labels").get("network-set").text());
    assertFalse(made.mentions(Setters.COMMENT));
  }

  /** Components are recognized by the names of their files. */
  @Test
  void aTemplateOfAComponentHasTheNameOfItsObject() throws IOException {
    for (String template : templates()) {
      if (template.contains("/")) {
        Field root = Templates.read(template).root();
        assertEquals(
            root.get("kind").text().toLowerCase(Locale.ROOT)
                + "-"
                + root.get("metadata").get("name").text(),
            template.substring(template.indexOf('/') + 1));
        String folder = template.substring(0, template.indexOf('/'));
        assertTrue(Components.names().contains(folder) || folder.equals("agent"), folder);
      }
    }
  }

  @Test
  void poolsSayWhatTheirFirstAndLastAddressAreFor() throws IOException {
    for (String template : templates()) {
      if (template.contains("ciliumloadbalancerippool")) {
        assertTrue(Templates.read(template).mentions("allowFirstLastIPs: \"No\"\n"), template);
      }
    }
  }

  @Test
  void theInterfacesOfAnL2PolicyAreAnchored() {
    Document policy = Templates.read("l2/ciliuml2announcementpolicy-load-balancers");
    for (Field name : policy.root().get("spec").get("interfaces").items()) {
      assertTrue(name.text().startsWith("^") && name.text().endsWith("$"), name.text());
    }
  }

  /** In Cilium a selector that is left out selects nothing. */
  @Test
  void anAdvertisementOfServicesSaysWhichOnes() {
    Document advertisement = Templates.read("bgp/ciliumbgpadvertisement-gateway");
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
    for (Path file : yaml(TEMPLATES)) {
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
      for (String setter : setters(Templates.read(template).text())) {
        assertTrue(page.contains("`" + setter + "`"), setter + " of " + template);
      }
    }
  }

  /** What each page answers, and that it names the objects and the setters. */
  @Test
  void eachComponentHasAPage() throws IOException {
    for (String component : Components.names()) {
      String page = Files.readString(PAGES.resolve(component + ".md"));
      assertTrue(page.startsWith("# " + component + "\n"), component);
      for (String part : List.of("## Cilium", "## Setters", "## Check", "## Remove")) {
        assertTrue(page.contains("\n" + part + "\n"), part + " of " + component);
      }
      for (String template : templates()) {
        if (template.startsWith(component + "/") || template.equals(component)) {
          Document document = Templates.read(template);
          String kind = document.root().get("kind").text();
          assertTrue(page.contains(kind), kind + " of " + component);
          for (String setter : setters(document.text())) {
            assertTrue(page.contains("`" + setter + "`"), setter + " of " + component);
          }
        }
      }
    }
    try (Stream<Path> pages = Files.list(PAGES)) {
      assertEquals(Components.names().size(), pages.count());
    }
  }

  private static Set<String> setters(String text) {
    Set<String> setters = new TreeSet<>();
    Matcher name = Pattern.compile("\\$\\{([a-z0-9-]+)}").matcher(text);
    while (name.find()) {
      setters.add(name.group(1));
    }
    setters.remove("target-name");
    return setters;
  }

  private static List<String> templates() throws IOException {
    return yaml(TEMPLATES).stream()
        .filter(file -> !file.startsWith(STARTER))
        .map(file -> TEMPLATES.relativize(file).toString().replace(".yaml", ""))
        .toList();
  }

  private static List<Path> yaml(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
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
            "api.operator.brtrm.dev",
            "cilium-policies",
            "cert-manager.io",
            "helm.toolkit.fluxcd.io",
            "source.toolkit.fluxcd.io",
            "monitoring.coreos.com")) {
      files.addAll(yaml(CRDS.resolve(group)));
    }
    return CrdSchema.read(files);
  }
}
