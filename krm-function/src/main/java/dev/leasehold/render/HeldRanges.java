package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.Subnet;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Place;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import dev.leasehold.pins.InnerHosts;
import dev.leasehold.pins.OwnPools;
import dev.leasehold.targets.Contribution;
import dev.leasehold.targets.TargetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The addresses that a binding writes: of the current prefixes, and of draining ones if asked. */
record HeldRanges(PackageContents contents, OwnPools ownPools) {
  /**
   * The ranges of the leased prefixes that the binding writes.
   *
   * @throws FieldException when the subnet or host does not fit a prefix, or when the target cannot
   *     keep draining addresses
   */
  List<Contribution.HeldRange> of(DynamicPrefixBinding binding, TargetKind target) {
    return switch (binding.source()) {
      case DynamicPrefixBinding.Source.OfClaim(String claim) ->
          contents.publicIp(claim).filter(PublicIPLease::isHeld).stream()
              .map(lease -> new Contribution.HeldRange(AddressRange.of(lease.ip()), true))
              .toList();
      case DynamicPrefixBinding.Source.OfPrefix(String prefix, Optional<String> _) ->
          ofPrefix(prefix, binding, target);
    };
  }

  private List<Contribution.HeldRange> ofPrefix(
      String prefix, DynamicPrefixBinding binding, TargetKind target) {
    boolean keepsDraining =
        switch (target.draining()) {
          case KEPT -> binding.draining() != DynamicPrefixBinding.DrainingMode.DROP;
          case KEPT_WHEN_ASKED -> binding.draining() == DynamicPrefixBinding.DrainingMode.KEEP;
          case NEVER -> {
            if (binding.draining() == DynamicPrefixBinding.DrainingMode.KEEP) {
              throw new FieldException(
                  contents.bindingPlace(binding.name(), "spec.updateStrategy.draining"),
                  "'Keep' would send clients to addresses that will soon be gone; remove it");
            }
            yield false;
          }
        };
    boolean isPool = InnerHosts.feedsPool(binding);
    List<Contribution.HeldRange> held = new ArrayList<>();
    for (PrefixLease.Entry entry : entries(prefix)) {
      if (isCurrent(entry) || keepsDraining) {
        AddressRange range = addresses(binding, entry.prefix());
        for (AddressRange piece :
            isPool ? ownPools.pieces(binding, entry.prefix(), range) : List.of(range)) {
          held.add(new Contribution.HeldRange(piece, isCurrent(entry)));
        }
      }
    }
    return held;
  }

  /** The entries of the lease of a prefix; none where it has no lease. */
  List<PrefixLease.Entry> entries(String prefix) {
    PrefixLease lease = contents.leases().get(prefix);
    return lease == null ? List.of() : lease.entries();
  }

  static boolean isCurrent(PrefixLease.Entry entry) {
    return entry instanceof PrefixLease.Current;
  }

  private AddressRange addresses(DynamicPrefixBinding binding, Prefix leased) {
    Optional<DynamicPrefix> prefix = binding.prefix().map(name -> contents.prefixes().get(name));
    Optional<Subnet> subnet = binding.subnet().flatMap(name -> prefix.flatMap(p -> p.subnet(name)));
    Optional<DynamicPrefix.Host> host =
        binding.subnet().flatMap(name -> prefix.flatMap(p -> p.host(name)));
    try {
      return subnet
          .map(s -> s.in(leased))
          .or(() -> host.map(h -> AddressRange.of(h.in(leased))))
          .orElseGet(leased::range);
    } catch (AddressException e) {
      Place place = contents.bindingPlace(binding.name(), "spec.prefixRef.subnet");
      throw new FieldException(
          place, "'" + binding.subnet().orElse("") + "' does not fit: " + e.getMessage());
    }
  }
}
