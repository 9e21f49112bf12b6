package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools whose selector has another shape, pools of other people, and patches of pools. */
class PinnedPoolShapesTest {
  private static final String BOUND = "kind: CiliumLoadBalancerIPPool, name: lb";
  private static final String PINNED =
      "{name: web, suffix: \"::83\", service: {namespace: ingress, name: web}}";
  private static final String LINE =
      "{key: io.kubernetes.service.name, operator: NotIn, values: [web]}";

  private static final String FOREIGN =
      """
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: mine
      spec:
        blocks:
          - start: fd00::1
            stop: fd00::ff
      """;

  private static String intent(String host) {
    return """
    apiVersion: leasehold.dev/v1alpha1
    kind: DynamicPrefix
    metadata: {name: home}
    spec:
      acquisition: {routerAdvertisement: {interface: eth0}}
      subnets: [{name: pool, offset: 0x1000, prefixLength: 120}]
      hosts: [%s]
    """
        .formatted(host);
  }

  /** A bound pool in Git, and a host that is pinned. */
  private static RenderScenario scene() {
    return new RenderScenario()
        .file("prefixes.yaml", intent(""))
        .lease("home", "2001:db8:10")
        .pool()
        .binding("lb", "name: home, subnet: pool", BOUND, "Replace")
        .render()
        .file("prefixes.yaml", intent(PINNED));
  }

  private static String expression(String values) {
    return "  serviceSelector:\n    matchExpressions:\n    - key: io.kubernetes.service.name\n"
        + "      operator: NotIn\n"
        + values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  serviceSelector: ${SEL}\n",
        "  serviceSelector: [a]\n",
        "  serviceSelector:\n    matchExpressions: ${EXPR}\n",
        "  serviceSelector: {matchExpressions: {a: b}}\n",
        "  serviceSelector: {matchExpressions: [\"${EXPR}\"]}\n",
        "  serviceSelector: {matchExpressions: [{key: io.kubernetes.service.name, operator: NotIn,"
            + " values: \"${V}\"}]}\n",
        "  serviceSelector: {matchExpressions: [{key: [a], operator: {b: c}, values: d}]}\n"
      })
  void aPoolThatNothingBindsMayHaveAnyShape(String selector) {
    RenderScenario scene = scene().file("mine.yaml", FOREIGN + selector).render();
    assertEquals(FOREIGN + selector, scene.text("mine.yaml"));
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("NotIn"), "the bound pool is edited");
  }

  @Test
  void aPoolThatNothingBindsMayBeAVariable() {
    String pool = FOREIGN.substring(0, FOREIGN.indexOf("spec:")) + "spec: ${SPEC}\n";
    assertEquals(pool, scene().file("mine.yaml", pool).render().text("mine.yaml"));
  }

  @Test
  void anAnnotationOfAnotherShapeExcludesNothing() {
    for (String annotations :
        List.of("${A}", "{leasehold.dev/excludes: [a]}", "{leasehold.dev/excludes: }")) {
      String pool =
          FOREIGN.replace("name: mine\n", "name: mine\n  annotations: " + annotations + "\n");
      assertEquals(pool, scene().file("mine.yaml", pool).render().text("mine.yaml"));
    }
  }

  @Test
  void anExclusionThatCannotBeEditedIsRemovedByHand() {
    String pool =
        FOREIGN.replace("name: mine\n", "name: mine\n  annotations: {leasehold.dev/excludes: db}\n")
            + expression("      values: &names [db, web]\n")
            + "    - {key: x, operator: NotIn, values: *names}\n";
    RenderScenario scene = scene().file("mine.yaml", pool).render();
    assertEquals(pool, scene.text("mine.yaml"));
    assertTrue(
        scene.reported().toString().contains("so the selector stays unchanged; edit it by hand"),
        scene.reported().toString());
  }

  @Test
  void aBoundPoolThatCannotBeEditedIsAnErrorWithTheWayOut() {
    String shared =
        expression("      values: &names [db]\n")
            + "    - {key: x, operator: NotIn, values: *names}\n";
    RenderScenario scene = scene().edit(RenderScenario.POOL_FILE, text -> text + shared);
    assertEquals(1, scene.errors().size());
    assertTrue(scene.errors().getFirst().endsWith("set excludePinned: false on the binding"));
    scene.edit("binding-lb.yaml", text -> text + "  excludePinned: false\n").render();
  }

  @Test
  void aPoolThatSopsEncryptedStaysAsItIs() {
    for (String annotation : List.of("web", "ENC[AES256_GCM,data:aa==,type:str]")) {
      String pool =
          FOREIGN.replace(
                  "name: mine\n",
                  "name: mine\n  annotations: {leasehold.dev/excludes: \"" + annotation + "\"}\n")
              + "  serviceSelector: {matchLabels: {a: \"ENC[AES256_GCM,data:bb==,type:str]\"}}\n"
              + "sops: {version: 3.9.0}\n";
      assertEquals(pool, scene().file("mine.yaml", pool).render().text("mine.yaml"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  serviceSelector: ${SEL} => spec.serviceSelector: matchExpressions: [",
        "  serviceSelector:\n    matchExpressions: ${EXPR} => spec.serviceSelector.matchExpressions: "
      })
  void aBoundPoolWhoseSelectorIsFilledInLaterIsAWarningWithTheLinesToWrite(String row) {
    String selector = row.split(" => ", -1)[0] + "\n";
    RenderScenario scene = scene().edit(RenderScenario.POOL_FILE, text -> text + selector).render();
    assertTrue(scene.text(RenderScenario.POOL_FILE).endsWith(selector));
    assertFalse(scene.text(RenderScenario.POOL_FILE).contains("leasehold.dev/excludes"));
    assertEquals(1, scene.reported().size(), scene.reported().toString());
    assertTrue(
        scene
            .reported()
            .getFirst()
            .contains(
                ": is filled in later, so nothing is added here. It may select pinned Services:"
                    + " ingress/web. They may get an address of this pool instead of their own;"
                    + " where its value is written, add to "
                    + row.split(" => ", -1)[1]
                    + LINE),
        scene.reported().toString());
  }

  @Test
  void namesThatAreFilledInLaterStayBesideOurs() {
    String theirs = expression("      values: ${V}\n");
    RenderScenario scene = scene().edit(RenderScenario.POOL_FILE, text -> text + theirs).render();
    assertTrue(
        scene.text(RenderScenario.POOL_FILE).contains(theirs),
        scene.text(RenderScenario.POOL_FILE));
    assertTrue(scene.text(RenderScenario.POOL_FILE).endsWith("      values:\n      - web\n"));
    scene.file("prefixes.yaml", intent("")).render();
    assertTrue(scene.text(RenderScenario.POOL_FILE).endsWith(theirs));
  }

  @ParameterizedTest
  @ValueSource(strings = {"      values: []\n", "      values:\n", ""})
  void anEmptyListOfSomebodyElseStaysAndIsReported(String values) {
    String pool = FOREIGN + expression(values);
    RenderScenario scene = scene().file("mine.yaml", pool).render();
    assertEquals(pool, scene.text("mine.yaml"));
    assertTrue(
        scene
            .reported()
            .toString()
            .contains(
                "mine.yaml:"
                    + (values.isEmpty() ? 11 : 13)
                    + ": CiliumLoadBalancerIPPool mine: spec.serviceSelector.matchExpressions[0]"
                    + (values.isEmpty() ? "" : ".values")
                    + ": has no values, so LB-IPAM stops for the whole cluster and no Service gets"
                    + " an address. Add a value, or delete the expression"),
        scene.reported().toString());
  }

  @Test
  void anEmptyListIsReportedWithoutPinsToo() {
    RenderScenario scene =
        new RenderScenario().file("mine.yaml", FOREIGN + expression("      values: []\n"));
    assertEquals(1, scene.render().reported().size());
  }

  private static final String KUSTOMIZATION =
      """
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      resources: [base]
      patches: [{path: patch.yaml}]
      """;

  private static String patch(String spec) {
    return "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\nmetadata:\n  name: lb\nspec:\n"
        + spec;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"  disabled: false\n", "  serviceSelector: {matchLabels: {color: red}}\n"})
  void aPatchOfABoundPoolIsNoPool(String spec) {
    RenderScenario scene =
        scene()
            .file("over/kustomization.yaml", KUSTOMIZATION)
            .file("over/patch.yaml", patch(spec))
            .render();
    assertEquals(patch(spec), scene.text("over/patch.yaml"));
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("NotIn"));
    List<String> reported =
        scene.reported().stream().filter(t -> t.contains("any other Service")).toList();
    assertEquals(1, reported.size(), reported.toString());
  }

  @Test
  void aPoolThatIsHereOnlyAsAPatchIsTheOneThatIsBound() {
    RenderScenario scene =
        scene()
            .file("kustomization.yaml", KUSTOMIZATION)
            .file("patch.yaml", scene().text(RenderScenario.POOL_FILE))
            .delete(RenderScenario.POOL_FILE)
            .render();
    assertTrue(scene.text("patch.yaml").contains("NotIn"), "it has the blocks too");
  }

  private static String service(String metadata) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: web, "
        + metadata
        + "}\nspec: {type: LoadBalancer}\n";
  }

  @Test
  void aPatchOfAServiceIsNotAnotherService() {
    RenderScenario scene =
        scene()
            .file("web.yaml", service("namespace: ingress"))
            .file("over/kustomization.yaml", KUSTOMIZATION)
            .file("over/patch.yaml", service("namespace: apps"))
            .file("apps.yaml", service("namespace: apps"));
    assertEquals(1, scene.errors().size(), "one error, not one for the patch too");
  }

  @Test
  void whatAPatchAsksForTheServiceAsksFor() {
    String asks = "annotations: {lbipam.cilium.io/ips: \"2001:db8:10::83,2001:db8:10::1009\"}";
    RenderScenario scene =
        scene()
            .file("web.yaml", service("namespace: ingress"))
            .file("zz/kustomization.yaml", KUSTOMIZATION)
            .file("zz/patch.yaml", service("namespace: ingress, " + asks))
            .render();
    assertFalse(
        scene.text(RenderScenario.POOL_FILE).contains("NotIn"), "it would lose 2001:db8:10::1009");
  }

  @Test
  void aServiceWithoutANamespaceDoesNotHideThePinnedOne() {
    String asks = "annotations: {lbipam.cilium.io/ips: \"2001:db8:10::1009\"}";
    RenderScenario scene =
        scene()
            .file("a/web.yaml", service(asks))
            .file("z/web.yaml", service("namespace: ingress"))
            .render();
    assertTrue(scene.text(RenderScenario.POOL_FILE).contains("NotIn"));
    assertEquals(1, scene.ofThisChange().size());
    scene = scene().file("a/web.yaml", service(asks)).render();
    assertFalse(scene.text(RenderScenario.POOL_FILE).contains("NotIn"), "it may be the pinned one");
  }

  @Test
  void theCommitThatTakesTheIpv4OfAServiceSaysSo() {
    RenderScenario scene =
        scene()
            .edit(
                RenderScenario.POOL_FILE,
                text -> text.replace("  blocks:", "  blocks:\n  - cidr: 192.0.2.0/24"))
            .render();
    assertEquals(2, scene.ofThisChange().size());
    assertTrue(
        scene.ofThisChange().getLast().contains("move the IPv4 blocks to their own pool: {"));
    scene.render();
    assertEquals(1, scene.reported().size(), "the warning stays");
    assertEquals(List.of(), scene.ofThisChange());
  }
}
