package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the entries of a kind that the package describes, over time. */
class TargetKindTest {
  private static final String KIND = "kind.yaml";
  private static final String POOL = "pool.yaml";
  private static final String TARGET = "kind: RangePool, name: ours";

  private static final String DESCRIPTION =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: TargetKind
      metadata: {name: rangepool}
      spec:
        group: example.org
        kind: RangePool
        field: spec.ranges
        entry:
        - cidr: "${cidr}"
        - {from: "${first}", to: "${last}"}
      """;

  private static RenderScenario scene(String strategy) {
    return new RenderScenario()
        .prefix("home")
        .binding("lb", "name: home, subnet: pool", TARGET, strategy)
        .file(KIND, DESCRIPTION)
        .file(
            POOL,
            """
            apiVersion: example.org/v1
            kind: RangePool
            metadata:
              name: ours
            spec:
              ranges:
              - from: 192.0.2.1 # by hand
                to: 192.0.2.9
              - {name: no address}
            """);
  }

  @Test
  void entriesComeDrainAndGo() {
    RenderScenario scene = scene("Replace").lease("home", "2001:db8:1").render();
    String byHand = "- from: 192.0.2.1 # by hand";
    assertTrue(scene.text(POOL).contains("- cidr: 2001:db8:1::1000/120"), scene.text(POOL));
    scene.lease("home", "2001:db8:2", "2001:db8:1").render();
    List<String> both = scene.text(POOL).lines().map(String::strip).toList();
    assertTrue(both.contains("- cidr: 2001:db8:1::1000/120"), scene.text(POOL));
    scene.lease("home", "2001:db8:2").render();
    assertFalse(scene.text(POOL).contains("- cidr: 2001:db8:1::"), scene.text(POOL));
    assertTrue(scene.text(POOL).contains(byHand), scene.text(POOL));
    assertEquals("RangePool ours", scene.changes().getFirst().object());
    assertEquals("spec.ranges", scene.changes().getFirst().field());
  }

  @Test
  void theEntriesOfADeletedBindingAreRemoved() {
    RenderScenario scene = scene("Append");
    String before = scene.text(POOL);
    scene.lease("home", "2001:db8:1").render();
    scene.delete("binding-lb.yaml").render();
    assertEquals(before, scene.text(POOL).replace("  annotations: {}\n", ""));
  }

  /** The old addresses are found no more: somebody must be told. */
  @Test
  void addressesAtAnEarlierFieldAreNamed() {
    RenderScenario scene = scene("Append").lease("home", "2001:db8:1").render();
    assertEquals(List.of(), scene.reported());
    scene.edit(KIND, text -> text.replace("spec.ranges", "spec.nets")).render();
    assertEquals(
        List.of(
            "pool.yaml:1: RangePool ours: has no 2001:db8:1::1000/120 where its TargetKind says,"
                + " but leasehold.dev/owned records it; if field or entry of the TargetKind has"
                + " changed, delete the addresses at the old place by hand"),
        scene.reported());
    scene.render();
    assertEquals(List.of(), scene.reported());
  }

  @Test
  void addressesInAnEarlierSpellingAreNamed() {
    RenderScenario scene = scene("Append").lease("home", "2001:db8:1").render();
    scene.edit(KIND, text -> text.replace("- cidr: ", "- net: ")).render();
    assertTrue(
        scene.reported().toString().contains("has no 2001:db8:1::1000/120 where"),
        scene.reported().toString());
  }

  /** As docs/target-kinds.md says. */
  @Test
  void anEarlierSpellingThatIsKeptIsFoundAndReplaced() {
    RenderScenario scene = scene("Append").lease("home", "2001:db8:1").render();
    scene.edit(KIND, text -> text.replace("- cidr: ", "- net: \"${cidr}\"\n  - cidr: ")).render();
    assertEquals(List.of(), scene.reported());
    scene.lease("home", "2001:db8:2").render();
    assertFalse(scene.text(POOL).contains("2001:db8:1::"), scene.text(POOL));
    assertTrue(scene.text(POOL).contains("- net: 2001:db8:2::1000/120"), scene.text(POOL));
  }

  @Test
  void theLastEntryStaysWhereTheKindSaysSo() {
    RenderScenario scene =
        scene("Replace")
            .edit(KIND, text -> text + "  lastEntry: Keep\n")
            .edit(POOL, text -> text.substring(0, text.indexOf("spec:")) + "spec: {}\n")
            .lease("home", "2001:db8:1")
            .render();
    String with = scene.text(POOL);
    scene.lease("home").render();
    assertEquals(with, scene.text(POOL));
    assertTrue(
        scene.reported().toString().contains("keeps its last addresses: its TargetKind has"),
        scene.reported().toString());
  }

  @Test
  void aPublicAddressFeedsItToo() {
    RenderScenario scene =
        scene("Append")
            .file(
                "claim.yaml",
                """
                apiVersion: leasehold.dev/v1alpha1
                kind: PublicIPLease
                metadata: {name: wan}
                spec:
                  claim: wan
                  ip: 203.0.113.7
                  macAddress: "02:00:5e:10:20:30"
                  wanInterface: wan-wan
                  since: "2026-11-21T10:00:00Z"
                ---
                apiVersion: leasehold.dev/v1alpha1
                kind: DynamicPrefixBinding
                metadata: {name: public}
                spec:
                  claimRef: {name: wan}
                  target: {kind: RangePool, name: ours}
                  updateStrategy: {type: Append}
                """)
            .render();
    assertTrue(scene.text(POOL).contains("203.0.113.7/32"), scene.text(POOL));
  }

  @Test
  void aMissingObjectWithoutATemplateIsAnError() {
    RenderScenario scene = scene("Replace").delete(POOL).lease("home", "2001:db8:1");
    assertEquals(
        List.of(
            "binding-lb.yaml:6: DynamicPrefixBinding lb: spec.target: RangePool ours is not in this"
                + " package and has no template; add its manifest"),
        scene.errors());
  }

  @Test
  void aBindingWithoutTheDescriptionOfItsKindIsAnError() {
    RenderScenario scene = scene("Replace").lease("home", "2001:db8:1").delete(KIND);
    assertTrue(
        scene.errors().toString().contains("'RangePool' needs a fieldPath or an annotation"),
        scene.errors().toString());
  }

  @Test
  void objectsOfOneNameInTwoGroupsAreAnError() {
    RenderScenario scene =
        scene("Replace")
            .lease("home", "2001:db8:1")
            .file(
                "other.yaml",
                DESCRIPTION.replace("example.org", "example.net").replace("rangepool", "other"))
            .binding(
                "lb",
                "name: home, subnet: pool",
                "apiVersion: example.org/v1, " + TARGET,
                "Replace")
            .binding(
                "other",
                "name: home, subnet: pool",
                "apiVersion: example.net/v1, " + TARGET,
                "Replace");
    assertEquals(
        List.of(
            "binding-other.yaml:6: DynamicPrefixBinding other: spec.target: RangePool ours is bound"
                + " in another API group by lb; give one of the two another name"),
        scene.errors());
  }

  /** The setters of the package set the template too, wherever its values have their comments. */
  @Test
  void aTemplateHasTheSettersOfThePackage() {
    RenderScenario scene =
        scene("Replace")
            .edit(
                KIND,
                text ->
                    text
                        + """
                        template:
                          apiVersion: example.org/v1
                          kind: RangePool
                          metadata:
                            name: pool # kpt-set: ${target-name}
                            labels: {of: pool}
                          spec:
                            class: slow # kpt-set: ${class}
                            note: |
                              pool
                                of two lines
                        """
                            .indent(2))
            .file(
                "setters.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: setters}\ndata: {class: fast}\n")
            .delete(POOL)
            .lease("home", "2001:db8:1")
            .render();
    assertEquals(
        """
        apiVersion: example.org/v1
        kind: RangePool
        metadata:
          name: ours
          labels: {of: pool}
          annotations:
            leasehold.dev/owned: '{"lb":["2001:db8:1::1000/120"]}'
        spec:
          class: fast # kpt-set: ${class}
          note: |
            pool
              of two lines
          ranges:
          - cidr: "2001:db8:1::1000/120"
        """,
        scene.text("rangepool-ours.yaml"));
  }

  /** Its template has setter comments, as an object has that was made and must be delivered. */
  @Test
  void aDescriptionIsNotDelivered() {
    String name = "manifests/targetkind-rangepool.yaml";
    RenderScenario scene =
        scene("Append")
            .delete(KIND)
            .file(
                name,
                DESCRIPTION
                    + "  template:\n    apiVersion: example.org/v1\n    kind: RangePool\n"
                    + "    metadata:\n      name: pool # kpt-set: ${target-name}\n")
            .file("manifests/kustomization.yaml", "resources: []\n")
            .lease("home", "2001:db8:1")
            .render();
    assertEquals(List.of(), scene.reported());
  }
}
