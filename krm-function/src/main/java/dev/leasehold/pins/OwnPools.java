package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Pools of single Services inside a subnet that feeds a pool for all: {@link InnerHosts} and {@link
 * KeptServices}. The pool for all leaves their addresses out.
 */
public final class OwnPools {
  private final FedPools fed;
  private final InnerHosts inner;
  private final KeptServices kept;

  private OwnPools(FedPools fed, InnerHosts inner, KeptServices kept) {
    this.fed = fed;
    this.inner = inner;
    this.kept = kept;
  }

  /**
   * Those of a package, before its pools are changed.
   *
   * @param pools the kind of pools that pinned Services have
   * @param ofHosts where the hosts of a prefix are described
   * @param ofLease where the kept Services of a lease are
   * @param patches the files that hold patches
   */
  public static OwnPools of(
      PinnedPools pools,
      Map<String, DynamicPrefix> prefixes,
      Map<String, DynamicPrefixBinding> bindings,
      Map<String, PrefixLease> leases,
      Function<String, Place> ofHosts,
      Function<String, Place> ofLease,
      List<Document> documents,
      Set<String> patches) {
    Set<String> names = new HashSet<>();
    for (DynamicPrefixBinding binding : bindings.values()) {
      if (binding.prefix().isPresent() && InnerHosts.feedsPool(binding)) {
        names.add(binding.target().name());
      }
    }
    boolean mayBeAny =
        prefixes.values().stream().anyMatch(prefix -> !prefix.hosts().isEmpty())
            || leases.values().stream()
                .flatMap(lease -> lease.entries().stream())
                .anyMatch(entry -> !entry.services().isEmpty());
    FedPools fed = FedPools.named(mayBeAny ? names : Set.of(), documents, patches);
    return new OwnPools(
        fed,
        InnerHosts.of(pools, fed, prefixes, bindings, leases, ofHosts, documents, patches),
        KeptServices.of(fed, prefixes, bindings.values(), leases, ofLease));
  }

  /** The hosts that have a pool of their own, each with its pinned Service. */
  public List<InnerHosts.Own> hosts() {
    return inner.own();
  }

  /** The Services that keep their host parts. */
  public List<KeptServices.Own> kept() {
    return kept.own();
  }

  /** The part of these addresses of a leased prefix that a binding writes. */
  public List<AddressRange> pieces(
      DynamicPrefixBinding binding, Prefix leased, AddressRange range) {
    NavigableSet<Address> leftOut = inner.leftOut(binding, leased, range);
    leftOut.addAll(kept.leftOut(binding, leased, range));
    return fed.pieces(binding.target().name(), range, leftOut);
  }

  /** What is in the way of a pool of its own. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(inner.findings());
    findings.addAll(kept.findings());
    return findings;
  }
}
