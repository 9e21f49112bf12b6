package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.net.Prefix;
import java.util.Optional;

/** The messages about hosts inside a subnet that feeds a pool. */
final class InnerHostFindings {
  private InnerHostFindings() {}

  /** A host with a service there: its own pool would hold what the fed pool holds too. */
  static Finding ofService(
      DynamicPrefix.Host host, DynamicPrefixBinding binding, PinnedPools pools, Place place) {
    return Finding.error(
        place,
        "host '"
            + host.name()
            + "' has a service and so its own pool, but its suffix "
            + host.suffix()
            + " is inside "
            + part(binding)
            + ", which feeds pool "
            + binding.target().name()
            + (pools.areMetalLb()
                ? ": MetalLB refuses its whole configuration when two pools have one address."
                : ": two pools with one address are a conflict in Cilium.")
            + " Move its suffix out of "
            + part(binding)
            + ", or remove its service");
  }

  /** A host whose address can be given to any Service. */
  static Finding ofShared(InnerHosts.Inner inner, Optional<Prefix> current, Place place) {
    String host = inner.host().name();
    String pool = Pin.pool(inner.prefix().name(), host);
    String next =
        inner.user().isPresent()
            ? "This stays so for "
                + current.map(Prefix::toString).orElse("this prefix")
                + "; from the next prefix on, its own pool is "
                + pool
                + ". To have one now, move its suffix out of the subnet and set its service"
            : (inner.users().areSeveral()
                    ? "It has no pool of its own because several Services ask for it"
                    : "It has no pool of its own because no Service with a namespace in this"
                        + " package asks for it")
                + "; move its suffix out of the subnet";
    return Finding.warning(
        place,
        "host '"
            + host
            + "' is inside "
            + part(inner.binding())
            + ", which feeds pool "
            + inner.binding().target().name()
            + ": another Service can get its address. "
            + next);
  }

  private static String part(DynamicPrefixBinding binding) {
    return binding.subnet().map(name -> "subnet '" + name + "'").orElse("the prefix");
  }
}
