package dev.leasehold.targets;

import dev.leasehold.krm.Field;
import java.util.List;

/**
 * A kind with one list of addresses.
 *
 * @param group its API group, with the slash
 * @param keys the way to the list
 */
record ListTarget(
    String kind,
    String group,
    List<String> keys,
    Form form,
    boolean mayBeEmpty,
    DrainingSupport draining)
    implements TargetKind {

  /**
   * LB-IPAM: a pool is never set to {@code disabled}, as its addresses are lost when the operator
   * restarts.
   */
  static final ListTarget CILIUM_POOL =
      of("CiliumLoadBalancerIPPool", "cilium.io/", "blocks", new PoolBlocks());

  /**
   * An empty group denies all traffic to the policies that name it (cilium#24638), so a loss never
   * empties one.
   */
  static final ListTarget CIDR_GROUP =
      new ListTarget(
          "CiliumCIDRGroup",
          "cilium.io/",
          List.of("spec", "externalCIDRs"),
          new Cidrs(),
          false,
          DrainingSupport.KEPT);

  /** Since MetalLB 0.14.2 an edit of a range makes it assign other addresses, as with Cilium. */
  static final ListTarget METALLB_POOL =
      of("IPAddressPool", "metallb.io/", "addresses", new CidrsOrRanges());

  static final ListTarget NETWORK_SET =
      of("GlobalNetworkSet", "projectcalico.org/", "nets", new Cidrs());

  /** Cilium asks LB-IPAM for all of them at once, so it has both while one drains. */
  static final ListTarget GATEWAY =
      new ListTarget(
          "Gateway",
          "gateway.networking.k8s.io/",
          List.of("spec", "addresses"),
          new GatewayAddresses(),
          true,
          DrainingSupport.KEPT_WHEN_ASKED);

  private static ListTarget of(String kind, String group, String list, Form form) {
    return new ListTarget(kind, group, List.of("spec", list), form, true, DrainingSupport.KEPT);
  }

  @Override
  public boolean isOfGroup(String apiVersion) {
    return apiVersion.startsWith(group) || apiVersion.startsWith("crd." + group);
  }

  @Override
  public List<AddressList> lists(Field root) {
    return List.of(new EntryList(root, keys, form));
  }
}
