package dev.leasehold.render;

import org.junit.jupiter.api.Test;

/** Findings name lines of the files that people have open, not of what rendering makes of them. */
class ValidationTest {
  private static final String POOL = "kind: CiliumLoadBalancerIPPool, name: lb";

  private static RenderScenario scene() {
    return new RenderScenario()
        .prefix("home")
        .binding("lb", "name: home, subnet: pool", POOL, "Append")
        .lease("home", "2001:db8:1");
  }

  @Test
  void aFieldBelowOurAnnotationHasTheLineThatItHadWithoutIt() {
    scene()
        .pool("- {cidr: 192.168.1.0/24}")
        .edit(RenderScenario.POOL_FILE, text -> text.replace("\"No\"", "No"))
        .fails(
            "pool.yaml:6: CiliumLoadBalancerIPPool lb: spec.allowFirstLastIPs: needs quotes,"
                + " because YAML reads it as a boolean; write \"No\"");
  }

  @Test
  void anElementThatMovedHasTheLineThatItHad() {
    RenderScenario scene =
        scene().pool("- {cidr: 2001:db8:2::1000/120}", "- {start: 2001:db8:9::1}");
    scene.render();
    scene.lease("home", "2001:db8:3", "2001:db8:1");
    scene.pool("- {cidr: 2001:db8:1::1000/120}", "- {start: 10.0.0.9, stop: 10.0.0.1}");
    scene.fails(
        "pool.yaml:9: CiliumLoadBalancerIPPool lb: spec.blocks[2]: range start 10.0.0.9 is after"
            + " range end 10.0.0.1");
  }

  @Test
  void whatRenderingBringsHasNoLine() {
    scene()
        .pool("- {cidr: 2001:db8:1::/64}")
        .fails(
            "pool.yaml: CiliumLoadBalancerIPPool lb: spec.blocks[1]: 2001:db8:1::1000/120"
                + " overlaps 2001:db8:1::/64 of spec.blocks[0]; Cilium marks the newer pool"
                + " PoolConflict and gives nothing from it; remove one of them");
  }
}
