package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pinned Services in packages whose pools are MetalLB's. */
class MetalLbPinsTest {
  private static final String BOUND = "kind: IPAddressPool, name: lb";
  private static final String POOL = "ipaddresspool-home-web.yaml";
  private static final String CILIUM_POOL = "ciliumloadbalancerippool-home-web.yaml";
  private static final String WEB =
      "{name: web, suffix: \"::80\", service: {namespace: ingress, name: web}}";

  private static String hosts(String prefix, String... hosts) {
    return """
    apiVersion: leasehold.dev/v1alpha1
    kind: DynamicPrefix
    metadata: {name: %s}
    spec:
      acquisition: {routerAdvertisement: {interface: eth0}}
      subnets: [{name: pool, offset: 0x1000, prefixLength: 120}]
      hosts: [%s]
    """
        .formatted(prefix, String.join(", ", hosts));
  }

  private static String metalLb(String kind, String name, String spec) {
    return "apiVersion: metallb.io/v1beta1\nkind: "
        + kind
        + "\nmetadata: {namespace: metallb, name: "
        + name
        + "}\nspec: "
        + spec
        + "\n";
  }

  private static String service(String spec) {
    return "apiVersion: v1\nkind: Service\nmetadata: {namespace: ingress, name: web}\nspec: {"
        + spec
        + "}\n";
  }

  /** A bound pool of MetalLB, a host and its Service. */
  private static RenderScenario scene() {
    return new RenderScenario()
        .file("prefixes.yaml", hosts("home", WEB))
        .lease("home", "2001:db8:10")
        .file("lb.yaml", metalLb("IPAddressPool", "lb", "{addresses: []}"))
        .binding("lb", "name: home, subnet: pool", BOUND, "Replace")
        .file("web.yaml", service("type: LoadBalancer"));
  }

  @Test
  void theMadePoolIsWhatTheApiServerTakes() throws IOException {
    String made = scene().render().text(POOL);
    assertEquals(List.of(), TemplatesTest.schema("1.18").problems(made));
  }

  @Test
  void aLabelThatReadsAsANumberIsText() throws IOException {
    RenderScenario scene =
        scene()
            .file("prefixes.yaml", hosts("1", WEB.replace("name: web, s", "name: 5, s")))
            .binding("lb", "name: 1, subnet: pool", BOUND, "Replace")
            .delete("lease-home.yaml")
            .lease("1", "2001:db8:10")
            .render();
    String made = scene.text("ipaddresspool-1-5.yaml");
    assertTrue(made.contains("{matchLabels: {leasehold.dev/host: \"1.5\"}}"), made);
    assertTrue(scene.text("web.yaml").contains("leasehold.dev/host: \"1.5\""));
  }

  @Test
  void holdsTheOldAddressUntilTheDrainEnds() {
    RenderScenario scene = scene().render();
    assertEquals(List.of("- 2001:db8:10::80/128"), addresses(scene));
    scene.lease("home", "2001:db8:20", "2001:db8:10").render();
    assertEquals(List.of("- 2001:db8:20::80/128", "- 2001:db8:10::80/128"), addresses(scene));
    scene.lease("home", "2001:db8:20").render();
    assertEquals(List.of("- 2001:db8:20::80/128"), addresses(scene));
  }

  private static List<String> addresses(RenderScenario scene) {
    return scene.list(POOL, "addresses").stream().map(line -> line.replace("\"", "")).toList();
  }

  @Test
  void anyOtherPoolOfCiliumKeepsCiliums() {
    RenderScenario scene = scene().pool("- cidr: fd00::/120").render();
    assertTrue(scene.has(CILIUM_POOL));
    assertFalse(scene.has(POOL));
    assertFalse(scene.text("web.yaml").contains("leasehold.dev/host"));
  }

  @Test
  void aBindingToAPoolOfCiliumKeepsCiliums() {
    String target = "kind: CiliumLoadBalancerIPPool, name: made";
    RenderScenario scene =
        scene().binding("made", "name: home, subnet: pool", target, "Replace").render();
    assertTrue(scene.has(CILIUM_POOL));
    assertFalse(scene.has(POOL));
  }

  @Test
  void withoutAnyPoolItIsCiliums() {
    RenderScenario scene = scene().delete("lb.yaml").delete("binding-lb.yaml").render();
    assertTrue(scene.has(CILIUM_POOL));
  }

  @Test
  void theCiliumPoolOfThePinIsReplacedWhenItIsDeleted() {
    RenderScenario scene = scene().delete("lb.yaml").delete("binding-lb.yaml").render();
    scene.file("lb.yaml", metalLb("IPAddressPool", "lb", "{addresses: [192.0.2.128/26]}")).render();
    assertEquals(
        List.of(
            CILIUM_POOL
                + ":1: CiliumLoadBalancerIPPool home-web: was made for a pinned Service, but all"
                + " other pools of this package are MetalLB's. If MetalLB assigns the addresses,"
                + " delete this file; Leasehold then makes an IPAddressPool"),
        scene.reported());
    scene.delete(CILIUM_POOL).render();
    assertTrue(scene.has(POOL));
    assertFalse(scene.has(CILIUM_POOL));
    assertEquals(List.of(), scene.reported());
  }

  @Test
  void aPoolOfCiliumTakesThePinsOver() {
    RenderScenario scene = scene().render();
    assertTrue(scene.text("web.yaml").contains("leasehold.dev/host: home.web"));
    scene.pool("- cidr: fd00::/120").render();
    assertTrue(scene.has(CILIUM_POOL));
    assertFalse(scene.has(POOL));
    assertFalse(scene.text("web.yaml").contains("leasehold.dev/host"));
  }

  @Test
  void thePoolIsWhereTheOthersAre() {
    RenderScenario scene = scene().render();
    assertTrue(scene.text(POOL).contains("\n  namespace: metallb\n"), scene.text(POOL));
    scene.edit("lb.yaml", text -> text.replace("metallb,", "lb-system,")).render();
    assertTrue(scene.text(POOL).contains("\n  namespace: lb-system\n"), scene.text(POOL));
  }

  @Test
  void followsTheServiceIntoAnotherNamespace() {
    RenderScenario scene = scene().render();
    scene
        .edit("prefixes.yaml", text -> text.replace("namespace: ingress", "namespace: edge"))
        .edit("web.yaml", text -> text.replace("namespace: ingress", "namespace: edge"))
        .render();
    assertEquals(List.of("- edge"), scene.list(POOL, "namespaces"));
    assertEquals("spec.serviceAllocation", scene.changes().getFirst().field());
  }

  @Test
  void otherPoolsStayAsTheyAre() {
    String other = metalLb("IPAddressPool", "mine", "{addresses: [192.0.2.0/26]}");
    assertEquals(other, scene().file("mine.yaml", other).render().text("mine.yaml"));
  }

  @Test
  void theOwnerOfAMissingServiceMustLabelIt() {
    RenderScenario scene = scene().delete("web.yaml").render();
    assertEquals(
        List.of(
            "prefixes.yaml:7: DynamicPrefix home: spec.hosts: Service ingress/web of host 'web' is"
                + " not in this package, so its label is not written here, and MetalLB selects a"
                + " Service by its label only; where the Service is made, add to metadata: labels:"
                + " {leasehold.dev/host: \"home.web\"}"),
        scene.reported());
    assertEquals(scene.reported(), scene.ofThisChange());
    assertEquals(List.of(), scene.lease("home", "2001:db8:20").render().ofThisChange(), "once");
  }

  @Test
  void aDualStackServiceNeedsBothAddressesInItsPool() {
    RenderScenario scene =
        scene()
            .file("web.yaml", service("type: LoadBalancer, ipFamilyPolicy: RequireDualStack"))
            .render()
            .render();
    assertEquals(1, scene.reported().size());
    assertTrue(
        scene.reported().getFirst().contains(" is dual-stack: "), scene.reported().getFirst());
    scene.edit(POOL, text -> text + "  - 192.0.2.80/32\n").lease("home", "2001:db8:20").render();
    assertEquals(List.of("- 2001:db8:20::80/128", "- 192.0.2.80/32"), addresses(scene));
    assertEquals(List.of(), scene.reported());
  }

  @Test
  void aPoolThatIsNotAssignedIsNoPin() {
    RenderScenario scene =
        scene()
            .render()
            .edit(POOL, text -> text.replace("spec:\n", "spec:\n  autoAssign: false\n"));
    assertEquals(
        List.of(
            POOL
                + ":1: IPAddressPool home-web: has autoAssign: false, so MetalLB gives its address"
                + " only to a Service that asks for it by annotation; delete that line"),
        scene.render().reported());
  }

  @Test
  void everyKindOfAdvertisementMustAnnounceThePool() {
    String leavesOut = "{ipAddressPools: [lb]}";
    assertEquals(
        List.of(
            "ad.yaml:1: L2Advertisement ad: does not announce home-web, and no other"
                + " L2Advertisement of this package does; add to spec: ipAddressPools: [lb,"
                + " home-web]"),
        reported("L2Advertisement", leavesOut));
    assertEquals(1, reported("BGPAdvertisement", leavesOut).size());
    assertEquals(
        1,
        reported("L2Advertisement", "{ipAddressPoolSelectors: [{matchLabels: {zone: dmz}}]}")
            .size());
  }

  @Test
  void anAdvertisementThatAnnouncesThePoolIsEnough() {
    for (String announces :
        List.of(
            "{}",
            "{ipAddressPools: [lb, home-web]}",
            "{ipAddressPools: ${POOLS}}",
            "{ipAddressPools: [lb], ipAddressPoolSelectors: [{}]}")) {
      assertEquals(List.of(), reported("L2Advertisement", announces), announces);
    }
    RenderScenario both =
        scene()
            .file("ad.yaml", metalLb("L2Advertisement", "ad", "{ipAddressPools: [lb]}"))
            .file("all.yaml", metalLb("L2Advertisement", "all", "{}"))
            .render();
    assertEquals(List.of(), both.reported());
  }

  private static List<String> reported(String kind, String spec) {
    RenderScenario scene = scene().file("ad.yaml", metalLb(kind, "ad", spec)).render();
    assertEquals(scene.reported(), scene.ofThisChange());
    return scene.reported();
  }

  @Test
  void aHostInsideASubnetThatFeedsAPoolIsAnError() {
    scene()
        .edit("prefixes.yaml", text -> text.replace("\"::80\"", "\"::1080\""))
        .fails(
            "prefixes.yaml:7: DynamicPrefix home: spec.hosts: host 'web' has a service and so its"
                + " own pool, but its suffix ::1080 is inside subnet 'pool', which feeds pool lb:"
                + " MetalLB refuses its whole configuration when two pools have one address. Move"
                + " its suffix out of subnet 'pool', or remove its service");
  }

  @Test
  void aServiceHasOneLabel() {
    scene()
        .file(
            "prefixes.yaml",
            hosts("home", WEB, WEB.replace("name: web, s", "name: b, s").replace("80", "81")))
        .fails(
            "prefixes.yaml:7: DynamicPrefix home: spec.hosts: Service ingress/web is also pinned by"
                + " label to another host; keep one: MetalLB selects a Service by its label only");
  }

  @Test
  void aLabelThatIsTooLongIsAnError() {
    String host = "h".repeat(59);
    scene()
        .file("prefixes.yaml", hosts("home", WEB.replace("name: web, s", "name: " + host + ", s")))
        .fails(
            "prefixes.yaml:7: DynamicPrefix home: spec.hosts: MetalLB selects a Service by its"
                + " label only, and the label 'home."
                + host
                + "' has more than 63 characters; shorten the name of the host or the prefix");
  }
}
