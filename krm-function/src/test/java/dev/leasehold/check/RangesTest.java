package dev.leasehold.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Overlaps of pools: in one, in two that are delivered together, and in two that are not. */
class RangesTest {
  private static String kustomization(String... resources) {
    return "kind: Kustomization\nresources:\n- " + String.join("\n- ", resources) + "\n";
  }

  private static String pool(String name, String... cidrs) {
    return Checked.object(
        "cilium.io/v2",
        "CiliumLoadBalancerIPPool",
        name,
        "blocks:\n" + "- cidr: " + String.join("\n- cidr: ", cidrs));
  }

  @Test
  void insideOnePool() {
    Checked.ours(pool("a", "10.0.0.128/25", "10.0.0.0/24"))
        .reports(
            "ERROR spec.blocks[1]: 10.0.0.0/24 overlaps 10.0.0.128/25 of spec.blocks[0]; Cilium"
                + " marks the newer pool PoolConflict and gives nothing from it; remove one of"
                + " them");
  }

  @Test
  void acrossPoolsThatAreDeliveredTogether() {
    Checked.ours(pool("a", "2001:db8::1000/120"))
        .with(
            "b.yaml",
            pool("b", "2001:db8::/64").replace("spec:", "spec:\n  allowFirstLastIPs: 'No'"))
        .oursIn("a")
        .reports(
            "ERROR spec.blocks[0]: 2001:db8::/64 overlaps 2001:db8::1000/120 of"
                + " CiliumLoadBalancerIPPool a in a.yaml; Cilium marks the newer pool PoolConflict"
                + " and gives nothing from it; remove one of them");
  }

  @Test
  void isAWarningWhenNeitherIsOurs() {
    Checked checked =
        Checked.ours(pool("a", "10.0.0.0/24"))
            .with("b.yaml", pool("b", "10.0.0.0/25"))
            .somebodyElses();
    assertEquals(1, checked.reported().size());
    assertEquals("WARNING", checked.findings().getFirst().severity().name());
  }

  @Test
  void isAWarningWhenTheyMayBeOfTwoClusters() {
    new Checked()
        .with("x/kustomization.yaml", kustomization("in/a.yaml"))
        .with("x/in/a.yaml", pool("a", "10.0.0.0/24"))
        .with("y/kustomization.yaml", kustomization("b.yaml"))
        .with("y/b.yaml", pool("b", "10.0.0.0/24"))
        .reports(
            "WARNING spec.blocks[0]: 10.0.0.0/24 overlaps 10.0.0.0/24 of CiliumLoadBalancerIPPool"
                + " a in x/in/a.yaml; Cilium marks the newer pool PoolConflict and gives nothing"
                + " from it, if both are in one cluster");
  }

  @Test
  void isAWarningInTwoFoldersThatNoKustomizationLists() {
    new Checked()
        .with("kustomization.yaml", kustomization("x/a.yaml"))
        .with("x/a.yaml", pool("a", "10.0.0.0/24"))
        .with("y/b.yaml", pool("b", "10.0.0.0/24"))
        .reports(
            "WARNING spec.blocks[0]: 10.0.0.0/24 overlaps 10.0.0.0/24 of CiliumLoadBalancerIPPool"
                + " a in x/a.yaml; Cilium marks the newer pool PoolConflict and gives nothing"
                + " from it, if both are in one cluster");
  }

  @Test
  void isAnErrorOnceForAllDeliveriesThatTakeBoth() {
    Checked checked =
        new Checked()
            .with("base/kustomization.yaml", kustomization("in/a.yaml", "./b.yaml"))
            .with("base/in/a.yaml", pool("a", "10.0.0.0/24"))
            .with("base/b.yaml", pool("b", "10.0.0.0/24"))
            .with("x/kustomization.yaml", kustomization("../base"))
            .with("y/kustomization.yaml", kustomization("../base/"));
    assertEquals(List.of(true), checked.findings().stream().map(f -> f.isError()).toList());
  }

  @Test
  void isAnErrorWhereOneKustomizationListsTheFoldersOfBoth() {
    Checked checked =
        new Checked()
            .with("kustomization.yaml", kustomization("x", "y"))
            .with("x/kustomization.yaml", kustomization("a.yaml"))
            .with("x/a.yaml", pool("a", "10.0.0.0/24"))
            .with("y/kustomization.yaml", kustomization("b.yaml", "../x", ".."))
            .with("y/b.yaml", pool("b", "10.0.0.0/24"));
    assertEquals(List.of(true), checked.findings().stream().map(f -> f.isError()).toList());
  }

  @Test
  void twoVariantsOfOneObjectAreNoConflict() {
    Checked.ours(pool("a", "10.0.0.0/24"))
        .with("b.yaml", pool("a", "10.0.0.0/24"))
        .reportsNothing();
  }

  @Test
  void neighboursAndOtherFamiliesAreNoConflict() {
    Checked.ours(pool("a", "10.0.0.0/25", "10.0.0.128/25", "2001:db8::1000/120")).reportsNothing();
  }

  @Test
  void poolsOfMetallbAndCalicoOverlapTheSameWay() {
    String metallb =
        Checked.object("metallb.io/v1beta1", "IPAddressPool", "m", "addresses:\n- 10.0.0.0/24\n");
    String more =
        Checked.object(
            "metallb.io/v1beta1", "IPAddressPool", "n", "addresses:\n- 10.0.0.9-10.0.1.9\n");
    Checked.ours(metallb)
        .with("b.yaml", more)
        .reports(
            "ERROR spec.addresses[0]: 10.0.0.9-10.0.1.9 overlaps 10.0.0.0/24 of IPAddressPool m in"
                + " a.yaml; MetalLB refuses its whole configuration; remove one of them");
    String calico = Checked.object("projectcalico.org/v3", "IPPool", "c", "cidr: 10.0.0.0/24");
    Checked.ours(calico)
        .with("b.yaml", calico.replace("name: c", "name: d"))
        .reports(
            "ERROR spec.cidr: 10.0.0.0/24 overlaps 10.0.0.0/24 of IPPool c in a.yaml; Calico"
                + " refuses the newer pool; remove one of them");
  }
}
