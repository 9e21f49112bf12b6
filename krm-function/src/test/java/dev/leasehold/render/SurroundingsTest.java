package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.render.files.Scope;
import dev.leasehold.render.files.UnreadFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a package has beside intent, leases and manifests, and who delivers what is made. */
class SurroundingsTest {
  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final String POOL_FILE = "ciliumloadbalancerippool-lb.yaml";

  @Test
  void aMadeObjectThatNoKustomizationListsIsReportedUntilOneDoes() {
    RenderScenario scene =
        pool("")
            .file("apps/a.yaml", "a: 1\n")
            .file("apps/kustomization.yaml", "resources: [a.yaml]\n")
            .render();
    assertTrue(scene.has(POOL_FILE));
    String undelivered =
        "CiliumLoadBalancerIPPool lb: is not delivered: no kustomization lists its file; make"
            + " kustomization.yaml with '- "
            + POOL_FILE
            + "' under resources, and list that folder where your cluster reads";
    String making =
        "binding-b.yaml:6: DynamicPrefixBinding b: spec.target: makes "
            + POOL_FILE
            + ": "
            + undelivered;
    assertEquals(List.of(making), scene.reported());
    assertEquals(List.of(making), scene.ofThisChange());
    scene.render();
    assertEquals(List.of(POOL_FILE + ":1: " + undelivered), scene.reported());
    assertEquals(List.of(), scene.ofThisChange());
    scene.file("kustomization.yaml", "resources: [" + POOL_FILE + "]\n").render();
    assertEquals(List.of(), scene.reported());
  }

  @Test
  void anObjectThatPeopleWroteIsTheirsToDeliver() {
    RenderScenario scene =
        pool("")
            .file("apps/a.yaml", "a: 1\n")
            .file("apps/kustomization.yaml", "resources: [a.yaml]\n")
            .pool();
    assertEquals(List.of(), scene.render().reported());
  }

  @Test
  void aBoundObjectThatTheKustomizationAboveItDoesNotListIsReported() {
    RenderScenario scene = pool("").pool().file("a.yaml", "a: 1\n");
    scene.file("Kustomization", "resources: [a.yaml]\n").render();
    assertEquals(
        List.of(
            RenderScenario.POOL_FILE
                + ":1: CiliumLoadBalancerIPPool lb: is not delivered: no kustomization lists its"
                + " file; add '- "
                + RenderScenario.POOL_FILE
                + "' to the resources of Kustomization"),
        scene.reported());
    scene.file("Kustomization", "resources: [a.yaml, " + RenderScenario.POOL_FILE + "]\n").render();
    assertEquals(List.of(), scene.reported());
  }

  /** Each of these was given to kubectl 1.32, which refuses them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          resources: [a.yaml]\\nfoo: 1 | 2: foo: is not a field of a kustomization
          resources: a.yaml | 1: resources: must be a list of texts
          resources: [{a: b}] | 1: resources: must be a list of texts
          kind: Foo\\nresources: [a.yaml] | 1: Foo: kind: must be Kustomization or Component, not 'Foo'
          resources:\\n  - a.yaml\\n  - b.yaml | 3: resources[1]: file b.yaml not found; add it, or remove this entry
          resources: [a.yaml, e] | 1: resources[1]: no kustomization.yaml in e/; add one, or list its files here
          resources: [a.yaml]\\nnamespace: [1] | 2: namespace: must be a text
          commonLabels: [a] | 1: commonLabels: must be a mapping
          patches: [b.yaml] | 1: patches: must be a list of mappings
          """)
  void aKustomizationThatKubectlRefusesIsReported(String text, String reported) {
    RenderScenario scene =
        new RenderScenario()
            .prefix("home")
            .file("a.yaml", "a: 1\n")
            .file("e/b.yaml", "a: 1\n")
            .file("kustomization.yaml", text.replace("\\n", "\n") + "\n")
            .render();
    String all = "kustomization.yaml:" + reported + "; kubectl refuses this kustomization";
    assertEquals(List.of(all), scene.reported());
  }

  /** Kustomize takes these, or they cannot be judged from here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Resources: [a.yaml]",
        "resources: [a.yaml, ./e/b.yaml, ../x.yaml, f/b.yaml, c.json, g]",
        "resources: [https://x.example/b.yaml, 'git@x.example:b', 'github.com/a/b?ref=v1']",
        "resources: [a.yaml]\nsortOptions: {order: legacy}\npatches: [{path: p.yaml}]\ncrds:",
        "resources: [a.yaml]\n---\nfoo: 1",
      })
  void aKustomizationThatKubectlTakesIsNot(String text) {
    RenderScenario scene =
        new RenderScenario()
            .prefix("home")
            .file("a.yaml", "a: 1\n")
            .file("e/b.yaml", "a: 1\n")
            .file("kustomization.yaml", text + "\n")
            .render();
    assertEquals(List.of(), scene.reported());
  }

  @Test
  void aSetterCommentThatSetsNothingIsReportedBeforeTheFirstLease() {
    RenderScenario scene =
        new RenderScenario().prefix("home").file("x.yaml", "v: old\n# kpt-set: ${home.web}\n");
    String reported =
        "x.yaml:2: the comment '# kpt-set: ${home.web}' sets nothing: it is on its own line; put it"
            + " after the value, on the same line";
    assertTrue(scene.render().reported().contains(reported), scene.reported()::toString);
  }

  @Test
  void anUnreadFileWithSetterCommentsIsReported() {
    String text = "v: old # kpt-set: ${home.web}\n";
    List<UnreadFile> unread =
        List.of(
            UnreadFile.link("a.yaml"),
            RenderScenario.unread(
                "b.yaml", UnreadFile.Reason.NOT_UTF8, (text + "\u00fc").getBytes(LATIN)),
            RenderScenario.unread(
                "c.yaml", UnreadFile.Reason.NOT_UTF8, text.getBytes(StandardCharsets.UTF_16LE)),
            RenderScenario.unread("d.yaml", UnreadFile.Reason.TOO_LARGE, text.getBytes(LATIN)),
            RenderScenario.unread(
                "e.yaml", UnreadFile.Reason.TOO_LARGE, "v: old\n".getBytes(LATIN)),
            RenderScenario.unread("f.yaml.j2", UnreadFile.Reason.TEMPLATE, text.getBytes(LATIN)));
    RenderScenario scene =
        new RenderScenario().prefix("home").scope(new Scope(true, unread)).render();
    String has = ".yaml: has setter comments but is not read: ";
    assertEquals(
        List.of(
            "b" + has + "it is not UTF-8; save it as UTF-8",
            "c" + has + "it is not UTF-8; save it as UTF-8",
            "d" + has + "it is larger than 4 MiB; split it",
            "f.yaml.j2: has setter comments but is not read: it is a template"),
        scene.reported());
  }

  @Test
  void anUnreadFileThatMayContainADocumentOfOursIsReportedAndAnErrorOnceSomethingIsMissing() {
    String text =
        "apiVersion: leasehold.dev/v1alpha1\nkind: DynamicPrefix\nmetadata: {name: home}\n";
    Scope scope =
        new Scope(
            true,
            List.of(
                RenderScenario.unread("a.yaml", UnreadFile.Reason.TOO_LARGE, text.getBytes(LATIN)),
                RenderScenario.unread(
                    "b.yaml",
                    UnreadFile.Reason.TOO_LARGE,
                    "group: leasehold.dev\n".getBytes(LATIN))));
    String reported =
        "a.yaml: seems to contain a Leasehold document but is not read: it is larger than 4 MiB;"
            + " split it";
    RenderScenario whole = new RenderScenario().prefix("home").scope(scope).render();
    assertEquals(List.of(reported), whole.reported());
    assertEquals(List.of(), whole.errors());
    RenderScenario missing =
        new RenderScenario()
            .binding(
                "lb",
                "name: home, subnet: lb",
                "kind: CiliumLoadBalancerIPPool, name: pool",
                "Replace")
            .scope(scope);
    assertTrue(missing.errors().contains(reported), missing.errors()::toString);
  }

  @Test
  void fluxsOwnKindListsNoFiles() {
    String flux =
        """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: x}
        spec: {path: ./}
        """;
    RenderScenario scene = pool("").file("kustomization.yaml", flux).render();
    assertEquals(flux, scene.text("kustomization.yaml"));
    assertEquals(1, scene.reported().size());
  }

  @Test
  void isSilentIfAKustomizationListsTheFileOrNoneExists() {
    assertEquals(List.of(), pool("").render().reported());
    RenderScenario scene =
        pool("")
            .file("a.yaml", "a: 1\n")
            .file("kustomization.yaml", "resources: [a.yaml]\n")
            .render();
    assertEquals("resources: [a.yaml, " + POOL_FILE + "]\n", scene.text("kustomization.yaml"));
    assertEquals(List.of(), scene.reported());
  }

  @Test
  void aNamespaceOfAKindWithoutOneDoesNotReachTheManifest() {
    RenderScenario scene = pool(", namespace: kube-system").render();
    assertFalse(scene.text(POOL_FILE).contains("namespace"));
    assertEquals(
        List.of(
            "binding-b.yaml:6: DynamicPrefixBinding b: spec.target.namespace: has no effect: a"
                + " CiliumLoadBalancerIPPool has no namespace; remove it"),
        scene.reported());
  }

  @Test
  void theWatchersConfigurationMayBeInThePackage() {
    RenderScenario scene =
        pool("")
            .file(
                "watcher.yaml",
                "apiVersion: leasehold.dev/v1alpha1\nkind: WatcherConfig\nmetadata: {name: w}\n")
            .render();
    assertEquals(List.of(), scene.reported());
  }

  @Test
  void documentsOfOtherProjectsAreReported() {
    RenderScenario scene =
        new RenderScenario()
            .file(
                "c.yaml",
                object("api.operator.brtrm.dev", "Agent")
                    .replace("{name: x}", "{name: default, namespace: system}"))
            .file(
                "d.yaml",
                object("api.operator.brtrm.dev", "IPRule")
                    + "spec:\n  cidr: 192.0.2.0/24\n  table: 7\n  priority: 9\n"
                    + "  nodeSelectorLabel: a\n")
            .render();
    assertEquals(
        List.of(
            "c.yaml:1: Agent default: is read as Leasehold's. If ip-rule-operator runs in the"
                + " cluster, stop it, or each node has two agents; the annotation"
                + " config.kubernetes.io/local-config: \"true\" keeps the document out of the cluster",
            "d.yaml:1: IPRule x: takes effect by a watcher with cluster.ipRules, or by"
                + " ip-rule-operator; let only one of them run. A binding can write its cidr",
            "d.yaml:8: IPRule x: spec.nodeSelectorLabel: has no effect: the nodes with an agent are"
                + " those of the Agent's nodeSelector; remove it"),
        scene.reported());
  }

  @Test
  void aServiceThatAsksForOneFamilyFromNowOnIsReported() {
    String service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n";
    RenderScenario scene = service(service + "  type: LoadBalancer\n").render();
    String reported =
        "x.yaml:1: Service x: now asks only for IPv6 addresses and loses an IPv4 address that it"
            + " got without asking; add that IPv4 address, or give the host its own pool with"
            + " hosts[].service instead of this binding";
    assertTrue(scene.reported().contains(reported), () -> scene.reported().toString());
    assertEquals(List.of(reported), scene.ofThisChange());
    assertFalse(scene.render().reported().contains(reported));
    assertFalse(service(service + "  ipFamilies: [IPv6]\n").render().reported().contains(reported));
    String asking =
        service.replace("spec:", "  annotations: {lbipam.cilium.io/ips: 192.0.2.1}\nspec:");
    assertFalse(service(asking + "  type: LoadBalancer\n").render().reported().contains(reported));
  }

  @Test
  void aGatewayThatIsMadeHasNothingToLose() {
    RenderScenario scene =
        new RenderScenario()
            .prefix("home")
            .lease("home", "2001:db8:a")
            .binding("b", "name: home, host: web", "kind: Gateway, name: web", "Replace")
            .render();
    assertTrue(scene.has("gateway-web.yaml"));
    assertEquals(List.of(), scene.ofThisChange());
  }

  private static RenderScenario service(String text) {
    return new RenderScenario()
        .prefix("home")
        .lease("home", "2001:db8:a")
        .file("x.yaml", text)
        .binding("b", "name: home, host: web", "kind: Service, name: x", "Replace");
  }

  private static RenderScenario pool(String target) {
    return new RenderScenario()
        .prefix("home")
        .lease("home", "2001:db8:a")
        .binding(
            "b",
            "name: home, subnet: pool",
            "kind: CiliumLoadBalancerIPPool, name: lb" + target,
            "Replace");
  }

  private static String object(String group, String kind) {
    return "apiVersion: " + group + "/v1alpha1\nkind: " + kind + "\nmetadata: {name: x}\n";
  }
}
