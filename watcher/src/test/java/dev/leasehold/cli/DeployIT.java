package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.notify.ServerLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** A real API server takes the watcher's Deployment; the Helm chart gives the same objects. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class DeployIT {
  private static final Path DEPLOY = Path.of("../docs/deploy").toAbsolutePath().normalize();
  private static final Path PAGE = Path.of("../docs/running-in-a-cluster.md");
  private static final Path L2_PAGE = Path.of("../docs/l2-announcements.md");
  private static final Path CRDS = Path.of("../testdata/monitoring/crds");
  private static final String KINDS =
      "serviceaccounts,configmaps,secrets,deployments,roles,rolebindings,services,leases,"
          + "podmonitors.monitoring.coreos.com,prometheusrules.monitoring.coreos.com";

  /** What kustomize and the chart add to the name of a configuration. */
  private static final Pattern HASH = Pattern.compile("leasehold-[0-9a-z]{10}\\b");

  private static final Path EVERY_FIELD = Path.of("../testdata/schemas/every-field.yaml");
  private static final Pattern KIND = Pattern.compile("(?m)^kind: (\\S+)$");
  private static final Set<String> MIRRORED =
      Set.of("DynamicPrefix", "DynamicPrefixBinding", "PublicIPClaim", "PublicIPAutoscaler");

  @TempDir private Path folder;

  @Test
  void theApiServerTakesItAndASecondTimeChangesNothing() throws Exception {
    try (ServerLab lab = new ServerLab(folder)) {
      lab.up("apiserver");
      String _ = lab.kubectl("apply", "--server-side", "-f", CRDS.toString());
      String _ =
          lab.kubectl(
              "wait", "--for=condition=Established", "--timeout=60s", "-f", CRDS.toString());
      // kubectl auth can-i looks up the group of a kind that the server has
      String _ =
          lab.kubectl(
              "apply",
              "--server-side",
              "-f",
              DEPLOY.resolve("ip-rules/crds.yaml").toString(),
              "-f",
              "../testdata/crds/cilium.io/v1.21/ciliumloadbalancerippools.yaml");
      Path overlay = overlay();
      String monitoring = DEPLOY.resolve("monitoring").toString();
      String _ = lab.kubectl("apply", "--server-side", "-k", overlay.toString());
      String _ = lab.kubectl("apply", "--server-side", "-k", monitoring);
      Map<String, String> first = versions(lab);
      assertEquals(15, first.size(), first::toString);
      String _ = lab.kubectl("apply", "--server-side", "-k", overlay.toString());
      String _ = lab.kubectl("apply", "--server-side", "-k", monitoring);
      assertEquals(first, versions(lab));

      Path pod = Files.writeString(folder.resolve("pod.json"), pod(lab));
      String _ = lab.kubectl("create", "--dry-run=server", "-n", "leasehold", "-f", pod.toString());
      lab.apply(
          """
          apiVersion: v1
          kind: Namespace
          metadata: {name: strict, labels: {pod-security.kubernetes.io/enforce: baseline}}
          """);
      String refusal =
          assertThrows(
                  IOException.class,
                  () ->
                      lab.kubectl(
                          "create", "--dry-run=server", "-n", "strict", "-f", pod.toString()))
              .getMessage();
      assertTrue(String.valueOf(refusal).contains("violates PodSecurity"), refusal);
      assertTrue(String.valueOf(refusal).contains("hostPath"), refusal);

      assertEquals("no", may(lab, "get", "secrets/other"));
      assertEquals("yes", may(lab, "get", "secrets/router-ssh"));
      assertEquals("no", may(lab, "update", "secrets/router-ssh"));
      assertEquals("yes", may(lab, "update", "leases.coordination.k8s.io/leasehold-home"));
      assertEquals("no", may(lab, "create", "leases.coordination.k8s.io"));
      assertEquals("yes", may(lab, "update", "secrets/leasehold-home-dhcpv6"));
      assertEquals("no", may(lab, "create", "secrets"));
      assertEquals("yes", may(lab, "patch", "dynamicprefixes.leasehold.dev/status"));
      assertEquals("no", may(lab, "update", "dynamicprefixes.leasehold.dev"));
      assertEquals("no", may(lab, "list", "events.events.k8s.io"));
      assertEquals("yes", may(lab, "patch", "ipruleconfigs.api.operator.brtrm.dev"));
      assertEquals("no", may(lab, "delete", "ipruleconfigs.api.operator.brtrm.dev"));
      assertEquals("yes", may(lab, "watch", "services"));
      assertEquals("no", may(lab, "update", "services/status"));
      assertEquals("yes", may(lab, "list", "ciliumloadbalancerippools.cilium.io"));
      assertEquals("no", may(lab, "watch", "ciliumloadbalancerippools.cilium.io"));
      String leases = DEPLOY.resolve("l2/leases.yaml").toString();
      String _ = lab.kubectl("apply", "--server-side", "-f", leases);
      assertEquals("yes", may(lab, "delete", "leases.coordination.k8s.io", "kube-system"));
      assertEquals("no", may(lab, "delete", "leases.coordination.k8s.io", "leasehold"));
      takesTheDocuments(lab);
      takesAgentsAsTheFunctionDoes(lab);
      takesTheProbe(lab);
      takesOneManifest(lab);
    }
  }

  private void takesTheProbe(ServerLab lab) throws Exception {
    Path overlay = Files.createDirectories(folder.toRealPath().resolve("probe"));
    String deploy = overlay.relativize(DEPLOY.toRealPath()).toString();
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        yaml("kustomization.yaml of the probe")
            .replaceAll("https://\\S+//docs/deploy(/[a-z0-9-]+)\\?ref=main", deploy + "$1"));
    String _ = lab.kubectl("apply", "--server-side", "--dry-run=server", "-k", overlay.toString());
    String leases = DEPLOY.resolve("probe/leases.yaml").toString();
    String _ = lab.kubectl("apply", "--server-side", "--dry-run=server", "-f", leases);
    String made = lab.kubectl("kustomize", overlay.toString());
    assertTrue(made.contains("- --repair=DryRun\n"), made);
    for (String none : List.of("NET_", "hostPath", "secret:", "9546")) {
      assertFalse(made.contains(none), made);
    }
  }

  /** The example of the page about L2 announcements with this text. */
  private static String yaml(String text) throws IOException {
    return Stream.of(Files.readString(L2_PAGE).split("```"))
        .filter(block -> block.startsWith("yaml\n") && block.contains(text))
        .findFirst()
        .orElseThrow()
        .substring("yaml\n".length());
  }

  private void takesOneManifest(ServerLab lab) throws Exception {
    Path file = folder.resolve("install.yaml");
    Files.writeString(file, Namespace.run(List.of("../.build/dist/manifest"), ""));
    String said = lab.kubectl("apply", "--server-side", "--dry-run=server", "-f", file.toString());
    assertEquals(8, said.lines().count(), said);
    Map<String, Object> made = objects(Files.readString(file));
    String watcher = lab.kubectl("kustomize", DEPLOY.resolve("watcher").toString());
    Map<String, Object> base = objects(HASH.matcher(watcher).replaceAll("leasehold"));
    for (String kind : List.of("Namespace", "ServiceAccount", "Deployment")) {
      assertEquals(base.get(kind), made.get(kind));
    }
  }

  /** The CRDs take every field that a document may have. */
  private void takesTheDocuments(ServerLab lab) throws Exception {
    int count = 0;
    for (String document : Files.readString(EVERY_FIELD).split("\n---\n")) {
      Matcher kind = KIND.matcher(document);
      if (kind.find() && MIRRORED.contains(kind.group(1))) {
        Path file = folder.resolve("document.yaml");
        Files.writeString(
            file,
            document.replaceFirst("(?m)^apiVersion: .*", "apiVersion: leasehold.dev/v1alpha1"));
        String said = lab.kubectl("apply", "--server-side", "-f", file.toString());
        assertTrue(said.endsWith("serverside-applied"), said); // without a warning
        count++;
      }
    }
    assertEquals(16, count);
    String columns =
        lab.kubectl("get", "dynamicprefixes,dynamicprefixbindings,pic,publicipautoscalers");
    assertTrue(columns.contains("PREFIX   SOURCE   DRAINS   READY   AGE"), columns);
    assertTrue(columns.contains("dynamicprefix.leasehold.dev/home-ipv6"), columns);
  }

  /** The CRD refuses what the function refuses (AgentTest), but unknown fields. */
  private static void takesAgentsAsTheFunctionDoes(ServerLab lab) throws Exception {
    String agent =
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: Agent
        metadata: {name: %s}
        spec: {%s}
        """;
    String tolerations = "tolerations: [{%s}]";
    for (String name : List.of("agent", "default", "agent.office")) {
      lab.apply(agent.formatted(name, ""));
    }
    lab.apply(
        agent.formatted(
            "agent",
            "image: 'registry.example.org/leasehold:0.1.0', nodeSelector: {a/b: c, d: ''},"
                + " tolerations: [{operator: Exists}, {key: a, value: b, effect: NoExecute,"
                + " tolerationSeconds: 3}]"));
    Map.of(
            "second|",
            "a package has one Agent; name it 'agent'",
            "agents|",
            "a package has one Agent; name it 'agent'",
            "agent|image: ''",
            "spec.image",
            "agent|image: a b",
            "spec.image",
            "agent|nodeSelector: {a: b c}",
            "spec.nodeSelector.a",
            "agent|" + tolerations.formatted("effect: NoSchedule"),
            "needs a key, or operator",
            "agent|" + tolerations.formatted("key: a, operator: Exists, value: b"),
            "value has no effect with operator: Exists",
            "agent|" + tolerations.formatted("key: a, operator: In"),
            "operator: Unsupported value",
            "agent|" + tolerations.formatted("key: a, tolerationSeconds: 3"),
            "tolerationSeconds needs effect: NoExecute")
        .forEach((wrong, why) -> {
          String text = agent.formatted((Object[]) wrong.split("\\|", -1));
          IOException e = assertThrows(IOException.class, () -> lab.apply(text));
          assertTrue(String.valueOf(e.getMessage()).contains(why), e::getMessage);
        });
    String columns = lab.kubectl("get", "lha", "--no-headers").replaceAll(" +", " ");
    assertEquals(3, columns.lines().count(), columns);
    assertEquals("No resources found", lab.kubectl("get", "ipr"));
    assertEquals("No resources found", lab.kubectl("get", "iprc"));
  }

  @Test
  void theChartGivesTheObjectsOfTheBase() throws Exception {
    Optional<Path> helm =
        Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of),
                Stream.of(Path.of("../target/tools")))
            .map(path -> path.resolve("helm"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(helm.isPresent(), "helm is not installed");
    String chart = DEPLOY.resolve("chart").toString();
    List<String> line =
        List.of(helm.orElseThrow().toString(), "template", "leasehold", chart, "-n", "leasehold");
    Map<String, Object> made = objects(Namespace.run(line, ""));
    Map<String, Object> base =
        objects(
            Namespace.run(
                List.of("kubectl", "kustomize", DEPLOY.resolve("watcher").toString()), ""));
    assertTrue(base.remove("Namespace") != null, base::toString); // helm's own business
    assertEquals(List.of("ConfigMap", "Deployment", "ServiceAccount"), List.copyOf(base.keySet()));
    assertEquals(base, made);

    List<String> two = new ArrayList<>(line);
    two.addAll(List.of("--set", "leaderElection=home"));
    Path overlay = Files.createDirectories(folder.toRealPath().resolve("two"));
    String deploy = overlay.relativize(DEPLOY.toRealPath()).toString();
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        "resources: [%1$s/watcher]\ncomponents: [%1$s/leader-election]\n".formatted(deploy));
    Map<String, Object> component =
        objects(Namespace.run(List.of("kubectl", "kustomize", overlay.toString()), ""));
    assertTrue(component.remove("Namespace") != null, component::toString);
    assertTrue(component.containsKey("Lease"), component::toString);
    assertEquals(component, objects(Namespace.run(two, "")));

    List<String> other = new ArrayList<>(line);
    other.addAll(List.of("--set", "image=x/y:1", "--set", "secretName=mine", "--set", "config=a"));
    String changed = Namespace.run(other, "");
    assertTrue(changed.contains("image: \"x/y:1\""), changed);
    assertTrue(changed.contains("name: \"mine\""), changed);
    assertFalse(changed.contains("git.example.org"), changed);
  }

  /** The overlay of the page, with the component, and with the base from this folder. */
  private Path overlay() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("```yaml\n") + "```yaml\n".length();
    String text = page.substring(start, page.indexOf("```", start));
    Path overlay = Files.createDirectories(folder.toRealPath().resolve("overlay"));
    String deploy = overlay.relativize(DEPLOY.toRealPath()).toString();
    String local =
        text.replaceAll("https://\\S+//docs/deploy/watcher\\?ref=\\S+", deploy + "/watcher");
    assertFalse(local.equals(text), text);
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        local
            + "components:\n"
            + Stream.of(
                    "router-secret",
                    "mirror",
                    "events",
                    "delivery",
                    "host-parts",
                    "ip-rules",
                    "l2",
                    "autoscaler",
                    "leader-election")
                .map(component -> "  - " + deploy + "/" + component + "\n")
                .collect(Collectors.joining()));
    Files.copy(DEPLOY.resolve("watcher/watcher.yaml"), overlay.resolve("watcher.yaml"));
    Files.writeString(overlay.resolve("id_ed25519"), "a key\n");
    Files.writeString(overlay.resolve("known_hosts"), "a host\n");
    return overlay;
  }

  private static Map<String, String> versions(ServerLab lab) throws Exception {
    Map<String, String> versions = new TreeMap<>();
    String path =
        "{range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}{end}";
    for (String line :
        lab.kubectl("-n", "leasehold", "get", KINDS, "-o", "jsonpath=" + path).lines().toList()) {
      versions.put(line.split(" ")[0], line.split(" ")[1]);
    }
    return versions;
  }

  /** The Pod that the Deployment would make. */
  private static String pod(ServerLab lab) throws Exception {
    String spec =
        lab.kubectl(
            "-n",
            "leasehold",
            "get",
            "deployment",
            "leasehold",
            "-o",
            "jsonpath={.spec.template.spec}");
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"one\"},\"spec\":"
        + spec
        + "}";
  }

  private static String may(ServerLab lab, String verb, String what) throws Exception {
    return may(lab, verb, what, "leasehold");
  }

  private static String may(ServerLab lab, String verb, String what, String namespace)
      throws Exception {
    try {
      String said =
          lab.kubectl(
              "-n",
              namespace,
              "auth",
              "can-i",
              verb,
              what,
              "--as=system:serviceaccount:leasehold:leasehold");
      return said.lines().toList().getLast(); // a warning comes first
    } catch (IOException e) { // its exit code for "no"
      return String.valueOf(e.getMessage()).strip().endsWith("no") ? "no" : String.valueOf(e);
    }
  }

  /** Each object by its kind, without hashes. */
  private static Map<String, Object> objects(String stream) {
    Map<String, Object> objects = new TreeMap<>();
    for (Object object : new Yaml().loadAll(HASH.matcher(stream).replaceAll("leasehold-HASH"))) {
      if (object instanceof Map<?, ?> map) {
        objects.put(String.valueOf(map.get("kind")), map);
      }
    }
    return objects;
  }
}
