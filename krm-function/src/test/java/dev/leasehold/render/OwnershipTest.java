package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.render.files.Scope;
import dev.leasehold.render.files.UnreadFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of entries over time, while people edit around them. */
class OwnershipTest {
  private static final String POOL = "kind: CiliumLoadBalancerIPPool, name: lb";
  private static final String FOREIGN = "- cidr: 2001:db8:ffff::/64 # by hand";
  private static final String V4 = "- cidr: 192.168.10.0/24";

  private static String block(String prefix) {
    return "- cidr: " + prefix + "::1000/120";
  }

  private static RenderScenario scene(String strategy) {
    return new RenderScenario()
        .prefix("home")
        .binding("lb", "name: home, subnet: pool", POOL, strategy);
  }

  @Test
  void appendAddsAfterWhatIsThereAndRetiresItAfterItsDrain() {
    RenderScenario scene = scene("Append").pool(V4, FOREIGN).lease("home", "2001:db8:1").render();
    assertEquals(List.of(V4, FOREIGN, block("2001:db8:1")), scene.blocks());
    scene.lease("home", "2001:db8:2", "2001:db8:1").render();
    assertEquals(List.of(V4, FOREIGN, block("2001:db8:2"), block("2001:db8:1")), scene.blocks());
    scene.lease("home", "2001:db8:2").render();
    assertEquals(List.of(V4, FOREIGN, block("2001:db8:2")), scene.blocks());
  }

  @Test
  void linesThatPeoplePutBetweenStayWhereTheyAre() {
    RenderScenario scene =
        scene("Append").pool().lease("home", "2001:db8:2", "2001:db8:1").render();
    scene.pool(V4, block("2001:db8:2"), FOREIGN, block("2001:db8:1"));
    scene.edit(
        RenderScenario.POOL_FILE,
        text ->
            text.replace(
                "  name: lb\n",
                "  name: lb\n  annotations:\n    leasehold.dev/owned:"
                    + " '{\"lb\":[\"2001:db8:1::1000/120\",\"2001:db8:2::1000/120\"]}'\n"));
    String before = scene.text(RenderScenario.POOL_FILE);
    assertEquals(before, scene.render().text(RenderScenario.POOL_FILE));
    scene.lease("home", "2001:db8:3", "2001:db8:2").render();
    assertEquals(List.of(V4, block("2001:db8:3"), block("2001:db8:2"), FOREIGN), scene.blocks());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- cidr: 2001:DB8:1::1000/120",
        "- cidr: 2001:0db8:0001:0000:0000:0000:0000:1000/120",
        "- cidr: 2001:db8:1::10ab/120 # host bits",
        "- {cidr: '2001:db8:1::1000/120'}",
        "- {start: '2001:db8:1::1000', stop: '2001:db8:1::10ff'}"
      })
  void anAddressThatPeopleSpelledDifferentlyIsTheSame(String spelled) {
    RenderScenario scene = scene("Append").pool(FOREIGN).lease("home", "2001:db8:1").render();
    scene.edit(RenderScenario.POOL_FILE, text -> text.replace(block("2001:db8:1"), spelled));
    scene.lease("home", "2001:db8:2", "2001:db8:1").render();
    assertEquals(List.of(FOREIGN, block("2001:db8:2"), spelled), scene.blocks());
    scene.lease("home", "2001:db8:2").render();
    assertEquals(List.of(FOREIGN, block("2001:db8:2")), scene.blocks());
  }

  @Test
  void withoutOurAnnotationAnAddressOfTheLeaseIsOurs() {
    RenderScenario scene = scene("Append").pool(FOREIGN).lease("home", "2001:db8:1").render();
    scene.pool(FOREIGN, block("2001:db8:1"));
    assertFalse(scene.text(RenderScenario.POOL_FILE).contains("leasehold.dev/owned"));
    scene.lease("home", "2001:db8:2", "2001:db8:1").render();
    scene.lease("home", "2001:db8:2").render();
    assertEquals(List.of(FOREIGN, block("2001:db8:2")), scene.blocks());
  }

  @Test
  void withoutOurAnnotationAnAddressOfNoLeaseIsNotOurs() {
    RenderScenario scene = scene("Append").pool(FOREIGN).lease("home", "2001:db8:1").render();
    scene.pool(FOREIGN, block("2001:db8:1")).lease("home", "2001:db8:2").render();
    assertEquals(List.of(FOREIGN, block("2001:db8:1"), block("2001:db8:2")), scene.blocks());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lb", "[1]", "{\"lb\": 3}", "{\"lb\": [\"x\"]}", "{\"lb\"", "{\"a\": {}}"})
  void aDamagedAnnotationIsAnErrorThatSaysWhatToDo(String damaged) {
    RenderScenario scene = scene("Append").pool(FOREIGN).lease("home", "2001:db8:1").render();
    scene.edit(
        RenderScenario.POOL_FILE,
        text -> text.replace("'{\"lb\":[\"2001:db8:1::1000/120\"]}'", "'" + damaged + "'"));
    scene.fails(
        "pool.yaml:6: CiliumLoadBalancerIPPool lb: metadata.annotations[leasehold.dev/owned]: is"
            + " not in the format that Leasehold writes; delete the annotation, and Leasehold"
            + " writes it again");
  }

  @Test
  void anEntryThatWasThereBeforeTheLeaseIsNotOurs() {
    RenderScenario scene = scene("Append").pool(V4).lease("home", "2001:db8:1").render();
    String byHand = "- cidr: 2001:db8:2::1000/120 # by hand";
    scene.edit(RenderScenario.POOL_FILE, text -> text.replace(V4, V4 + "\n  " + byHand));
    scene.lease("home", "2001:db8:2", "2001:db8:1").render();
    assertEquals(List.of(V4, byHand, block("2001:db8:1")), scene.blocks());
    scene.lease("home", "2001:db8:3").render();
    assertEquals(List.of(V4, byHand, block("2001:db8:3")), scene.blocks());
  }

  @Test
  void appendAndReplaceCanBeSwitched() {
    RenderScenario scene = scene("Append").pool(V4, FOREIGN).lease("home", "2001:db8:1").render();
    scene.binding("lb", "name: home, subnet: pool", POOL, "Replace").render();
    assertEquals(List.of(V4, block("2001:db8:1")), scene.blocks());
    assertEquals(
        List.of(
            "pool.yaml:1: CiliumLoadBalancerIPPool lb: loses 2001:db8:ffff::/64, which no lease"
                + " explains; set updateStrategy {type: Append} to keep it"),
        scene.reported());
    scene.binding("lb", "name: home, subnet: pool", POOL, "Append");
    scene.edit(RenderScenario.POOL_FILE, text -> text.replace(V4, V4 + "\n  " + FOREIGN));
    scene.lease("home", "2001:db8:2").render();
    assertEquals(List.of(V4, FOREIGN, block("2001:db8:2")), scene.blocks());
  }

  @Test
  void theEntriesOfADeletedBindingAreRemoved() {
    RenderScenario scene = scene("Append").pool(V4, FOREIGN);
    String original = scene.text(RenderScenario.POOL_FILE);
    scene.lease("home", "2001:db8:2", "2001:db8:1").render().delete("binding-lb.yaml").render();
    assertEquals(original, scene.text(RenderScenario.POOL_FILE));
  }

  @Test
  void aBindingWithAnotherTargetTakesItsEntriesAlong() {
    RenderScenario scene = scene("Append").pool(FOREIGN);
    String original = scene.text(RenderScenario.POOL_FILE);
    scene.file("other.yaml", original.replace("name: lb", "name: other").replace("ffff", "eeee"));
    scene.lease("home", "2001:db8:1").render();
    scene
        .binding(
            "lb",
            "name: home, subnet: pool",
            "kind: CiliumLoadBalancerIPPool, name: other",
            "Append")
        .render();
    assertEquals(original, scene.text(RenderScenario.POOL_FILE));
    assertEquals(
        List.of(FOREIGN.replace("ffff", "eeee"), block("2001:db8:1")),
        scene.list("other.yaml", "blocks"));
  }

  @Test
  void aBindingUnderAnotherNameTakesOverWithoutALineMoved() {
    RenderScenario scene = scene("Append").pool(FOREIGN).lease("home", "2001:db8:1").render();
    String before = scene.text(RenderScenario.POOL_FILE);
    scene.delete("binding-lb.yaml");
    scene.binding("lb2", "name: home, subnet: pool", POOL, "Append").render();
    assertEquals(before.replace("{\"lb\":", "{\"lb2\":"), scene.text(RenderScenario.POOL_FILE));
  }

  private static RenderScenario twoProviders(String strategy) {
    return scene(strategy)
        .prefix("office")
        .binding("lb2", "name: office, subnet: pool", POOL, strategy)
        .pool(V4)
        .lease("home", "2001:db8:1")
        .lease("office", "2001:db8:a")
        .render();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Append", "Replace"})
  void renumberingOfOneProviderKeepsTheEntriesOfTheOther(String strategy) {
    RenderScenario scene = twoProviders(strategy);
    assertEquals(List.of(V4, block("2001:db8:1"), block("2001:db8:a")), scene.blocks());
    scene.lease("office", "2001:db8:b", "2001:db8:a").render();
    assertEquals(
        List.of(V4, block("2001:db8:1"), block("2001:db8:b"), block("2001:db8:a")), scene.blocks());
    scene.lease("home", "2001:db8:2").render();
    assertEquals(
        List.of(V4, block("2001:db8:2"), block("2001:db8:b"), block("2001:db8:a")), scene.blocks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Append", "Replace"})
  void losingOneProviderKeepsTheEntriesOfTheOther(String strategy) {
    RenderScenario scene = twoProviders(strategy);
    scene.lease("office").render();
    assertEquals(List.of(V4, block("2001:db8:1")), scene.blocks());
    scene.lease("office", "2001:db8:c").render();
    assertEquals(List.of(V4, block("2001:db8:1"), block("2001:db8:c")), scene.blocks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Append", "Replace"})
  void theEntriesOfAProviderWithoutALeaseStay(String strategy) {
    RenderScenario scene = twoProviders(strategy);
    scene.delete("lease-office.yaml").lease("home", "2001:db8:2").render();
    assertEquals(List.of(V4, block("2001:db8:2"), block("2001:db8:a")), scene.blocks());
    scene.lease("office", "2001:db8:b").render();
    assertEquals(List.of(V4, block("2001:db8:2"), block("2001:db8:b")), scene.blocks());
  }

  @Test
  void aGroupKeepsItsLastAddresses() {
    RenderScenario scene = new RenderScenario().prefix("home").lease("home", "2001:db8:1");
    scene.binding("own", "name: home", "kind: CiliumCIDRGroup, name: own", "Replace").render();
    String group = "ciliumcidrgroup-own.yaml";
    String before = scene.text(group);
    assertEquals(before, scene.lease("home").render().text(group));
    assertEquals(before, scene.delete("binding-own.yaml").render().text(group));
    assertEquals(
        List.of(
            "ciliumcidrgroup-own.yaml:1: CiliumCIDRGroup own: keeps its last addresses: an empty"
                + " group would deny all traffic"),
        scene.reported());
    scene.binding("two", "name: home", "kind: CiliumCIDRGroup, name: own", "Append");
    scene.lease("home", "2001:db8:2").render();
    assertEquals(List.of("- 2001:db8:2::/60"), scene.list(group, "externalCIDRs"));
  }

  @Test
  void inAPartOfAPackageNothingIsRemoved() {
    RenderScenario scene = scene("Append").pool(FOREIGN).lease("home", "2001:db8:1").render();
    String pool = scene.text(RenderScenario.POOL_FILE);
    for (Scope scope :
        List.of(Scope.UNKNOWN, new Scope(true, List.of(UnreadFile.link("link.yaml"))))) {
      RenderScenario part =
          new RenderScenario().scope(scope).file(RenderScenario.POOL_FILE, pool).render();
      assertEquals(pool, part.text(RenderScenario.POOL_FILE));
    }
  }

  @Test
  void withAnUnreadableFileNothingIsRemoved() {
    RenderScenario scene = scene("Append").pool(FOREIGN).lease("home", "2001:db8:1").render();
    String pool = scene.text(RenderScenario.POOL_FILE);
    scene
        .delete("binding-lb.yaml")
        .scope(new Scope(true, List.of(UnreadFile.link("link.yaml"))))
        .render();
    assertEquals(pool, scene.text(RenderScenario.POOL_FILE));
  }

  @Test
  void withATemplateThatMayContainTheBindingNothingIsRemoved() {
    RenderScenario scene = scene("Append").pool(FOREIGN).lease("home", "2001:db8:1").render();
    String pool = scene.text(RenderScenario.POOL_FILE);
    scene.delete("binding-lb.yaml");
    scene.file(
        "templates/binding.yaml",
        "apiVersion: leasehold.dev/v1alpha1\nkind: DynamicPrefixBinding\nmetadata:"
            + " {name: {{ .name }}}\n");
    scene.render();
    assertEquals(pool, scene.text(RenderScenario.POOL_FILE));
    scene.delete("templates/binding.yaml").render();
    assertEquals(List.of(FOREIGN), scene.blocks());
  }

  @Test
  void aPlaceThatWasRemovedWithItsBindingIsNoError() {
    RenderScenario scene = new RenderScenario().prefix("home").lease("home", "2001:db8:1");
    scene.file(
        "app.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n  address:\n");
    scene
        .binding(
            "app",
            "name: home, host: web",
            "kind: ConfigMap, name: app, fieldPath: data.address",
            "Replace")
        .render();
    assertTrue(scene.text("app.yaml").contains("  address: 2001:db8:1::80\n"));
    scene.delete("binding-app.yaml");
    scene.edit("app.yaml", text -> text.replace("  address: 2001:db8:1::80\n", "  a: b\n"));
    scene.render();
    assertEquals(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n  a: b\n",
        scene.text("app.yaml"));
  }

  @Test
  void aValueInAFieldStaysWhenNothingElseIsKnown() {
    RenderScenario scene = new RenderScenario().prefix("home").lease("home", "2001:db8:1");
    scene.file(
        "app.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n  address:\n");
    scene
        .binding(
            "app",
            "name: home, host: web",
            "kind: ConfigMap, name: app, fieldPath: data.address",
            "Replace")
        .render();
    String before = scene.text("app.yaml");
    assertEquals(before, scene.lease("home").render().text("app.yaml"));
    assertEquals(
        List.of(
            "app.yaml:1: ConfigMap app: keeps its last addresses: a field cannot be empty; write"
                + " other addresses there"),
        scene.reported());
    scene.lease("home", "2001:db8:2").render();
    assertTrue(scene.text("app.yaml").contains("  address: 2001:db8:2::80\n"));
  }

  @Test
  void anObjectWithAnImmutableCidrIsNotMadeWhereItMayStandInWhatCannotBeRead() {
    RenderScenario scene = new RenderScenario().prefix("home").lease("home", "2001:db8:1");
    scene.binding("lb", "name: home, subnet: pool", "kind: IPPool, name: lb", "Replace");
    scene.file("ippool.yaml", "kind: IPPool\nmetadata: {name: lb\n");
    scene.file("other.yaml", "kind: ConfigMap\n");
    assertTrue(scene.errors().getLast().contains("IPPool lb was not found, and ippool.yaml"));
    scene.file("ippool.yaml", "kind: IPPool\nmetadata: {name: lb-{{ .x }}\n").render();
    assertEquals(
        List.of("binding-lb.yaml", "ippool.yaml", "lease-home.yaml", "other.yaml", "prefixes.yaml"),
        List.copyOf(scene.files().keySet()));
  }

  @Test
  void onePublicAddressOfTwoIsRemovedAlone() {
    RenderScenario scene = new RenderScenario().scope(Scope.UNKNOWN);
    scene
        .file("a.yaml", publicIp("a", "203.0.113.45"))
        .file("b.yaml", publicIp("b", "203.0.113.9"));
    scene.pool(FOREIGN).render();
    assertEquals(
        List.of(FOREIGN, "- cidr: 203.0.113.45/32", "- cidr: 203.0.113.9/32"), scene.blocks());
    scene.delete("a.yaml").render();
    assertEquals(List.of(FOREIGN, "- cidr: 203.0.113.9/32"), scene.blocks());
  }

  private static String publicIp(String name, String ip) {
    return "apiVersion: leasehold.dev/v1alpha1\nkind: PublicIPLease\nmetadata: {name: "
        + name
        + "}\nspec: {claim: "
        + name
        + ", poolName: lb, ip: "
        + ip
        + "}\n";
  }

  /** The law: what people wrote stands there as they wrote it, in their order, for ever. */
  @Test
  void overManyRenumberingsPeoplesEntriesAreTheirs() {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      RenderScenario scene = scene("Append").pool(V4);
      scene.prefix("office").binding("lb2", "name: office, subnet: pool", POOL, "Append");
      List<String> theirs = new ArrayList<>(List.of(V4));
      List<String> home = new ArrayList<>();
      List<String> office = new ArrayList<>();
      for (int step = 1; step <= 20; step++) {
        renumber(home, "2001:db8:" + step, random);
        renumber(office, "2001:db8:f" + step, random);
        scene.lease("home", home.toArray(String[]::new));
        scene.lease("office", office.toArray(String[]::new)).render();

        Set<String> ours = new HashSet<>();
        home.forEach(prefix -> ours.add(block(prefix)));
        office.forEach(prefix -> ours.add(block(prefix)));
        List<String> blocks = scene.blocks();
        String where = "seed " + seed + ", step " + step;
        assertEquals(theirs, theirs(blocks, ours), where);

        assertEquals(theirs.size() + ours.size(), blocks.size(), where);

        List<String> edited = new ArrayList<>(blocks);
        edit(edited, ours, step, random);
        theirs = theirs(edited, ours);
        String before = "blocks:\n  " + String.join("\n  ", blocks) + "\n";
        String after = "blocks:\n  " + String.join("\n  ", edited) + "\n";
        scene.edit(RenderScenario.POOL_FILE, text -> text.replace(before, after));
        assertEquals(edited, scene.blocks(), where);
      }
    }
  }

  /** Without ours, however they are quoted. */
  private static List<String> theirs(List<String> blocks, Set<String> ours) {
    return blocks.stream()
        .filter(block -> !ours.contains(block.replace("\"", "").replace("'", "")))
        .toList();
  }

  /** Now and then another prefix, a drain that ends, or the current one lost. */
  private static void renumber(List<String> held, String next, Random random) {
    switch (random.nextInt(5)) {
      case 0 -> held.clear();
      case 1 -> {
        held.clear();
        held.add(next);
      }
      case 2 -> {
        if (held.size() > 1) {
          held.removeLast();
        }
      }
      case 3 -> held.addFirst(next);
      default -> {}
    }
  }

  /** What people do around our entries: add, take out, and move theirs. */
  private static void edit(List<String> blocks, Set<String> ours, int step, Random random) {
    int edits = random.nextInt(3);
    for (int i = 0; i < edits; i++) {
      List<Integer> theirs = new ArrayList<>();
      for (int at = 0; at < blocks.size(); at++) {
        if (!theirs(blocks.subList(at, at + 1), ours).isEmpty()) {
          theirs.add(at);
        }
      }
      if (theirs.size() > 1 && random.nextInt(3) == 0) {
        blocks.remove((int) theirs.get(random.nextInt(theirs.size())));
      } else {
        String quote = random.nextBoolean() ? "\"" : "'";
        String cidr = quote + "2001:DB8:ffff:" + (step * 10 + i) + "::/64" + quote;
        blocks.add(
            random.nextInt(blocks.size() + 1),
            "- cidr: " + cidr + (random.nextBoolean() ? " # step " + step : ""));
      }
    }
  }
}
