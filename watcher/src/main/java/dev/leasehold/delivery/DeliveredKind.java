package dev.leasehold.delivery;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of objects that are looked at in the cluster. */
enum DeliveredKind {
  CILIUM_POOL("cilium.io", "CiliumLoadBalancerIPPool", "ciliumloadbalancerippools", false),
  CILIUM_GROUP("cilium.io", "CiliumCIDRGroup", "ciliumcidrgroups", false),
  METALLB_POOL("metallb.io", "IPAddressPool", "ipaddresspools", true),
  CALICO_POOL("projectcalico.org", "IPPool", "ippools", false),
  CALICO_SET("projectcalico.org", "GlobalNetworkSet", "globalnetworksets", false);

  private final String group;
  private final String kind;
  private final String plural;
  private final boolean isNamespaced;

  DeliveredKind(String group, String kind, String plural, boolean isNamespaced) {
    this.group = group;
    this.kind = kind;
    this.plural = plural;
    this.isNamespaced = isNamespaced;
  }

  /** The kind of that name; empty: objects of it are not looked at. */
  static Optional<DeliveredKind> of(String kind) {
    return Arrays.stream(values()).filter(known -> known.kind.equals(kind)).findFirst();
  }

  String group() {
    return group;
  }

  String kind() {
    return kind;
  }

  String plural() {
    return plural;
  }

  boolean isNamespaced() {
    return isNamespaced;
  }
}
