package dev.leasehold.autoscale;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.net.Address;
import dev.leasehold.render.PackageContents;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What Git says about the numbers of an autoscaler.
 *
 * @param held the addresses that pools have
 * @param kept those of {@code held} that are not released when their claim goes, as their leases
 *     say
 * @param bound the numbers whose claims bindings name
 * @param taken the numbers that are not to be chosen: another claim or lease has their name or
 *     their interface
 * @param releasing how many addresses of further numbers are still to be released
 */
record Numbers(
    NavigableMap<Integer, Address> held,
    Set<Integer> kept,
    Set<Integer> bound,
    Set<Integer> taken,
    int releasing) {
  Numbers {
    held = new TreeMap<>(held);
    kept = Set.copyOf(kept);
    bound = Set.copyOf(bound);
    taken = Set.copyOf(taken);
  }

  /**
   * The numbers in a package.
   *
   * @param released the leases whose address was given back
   */
  static Numbers of(PublicIPAutoscaler spec, PackageContents contents, Set<String> released) {
    NavigableMap<Integer, Address> held = new TreeMap<>();
    Set<Integer> kept = new HashSet<>();
    Set<Integer> taken = new HashSet<>();
    int releasing = 0;
    for (PublicIPLease lease : contents.publicIps().values()) {
      boolean isOurs = contents.isOfAutoscaler(lease.claim(), spec.name());
      if (lease.isHeld() && isOurs) {
        spec.number(lease.claim()).ifPresent(number -> held.put(number, lease.ip()));
        if (!lease.isReleasedWithoutClaim()) {
          spec.number(lease.claim()).ifPresent(kept::add);
        }
      } else {
        spec.number(lease.name()).ifPresent(taken::add);
        spec.number(lease.claim()).ifPresent(taken::add);
        boolean isReleasing = !lease.isHeld() && !released.contains(lease.name());
        releasing += isReleasing && spec.number(lease.claim()).orElse(0) > spec.minFree() ? 1 : 0;
      }
    }
    for (PublicIPClaim claim : contents.claims().values()) {
      if (!contents.isOfAutoscaler(claim.name(), spec.name())) {
        spec.number(claim.name()).ifPresent(taken::add);
        withInterface(claim, spec).ifPresent(taken::add);
      }
    }
    Set<Integer> bound = new HashSet<>();
    for (DynamicPrefixBinding binding : contents.bindings().values()) {
      if (binding.source() instanceof DynamicPrefixBinding.Source.OfClaim(String claim)) {
        spec.number(claim).ifPresent(bound::add);
      }
    }
    return new Numbers(held, kept, bound, taken, releasing);
  }

  /** The number whose interface on the router a claim has: two of them make a package invalid. */
  private static OptionalInt withInterface(PublicIPClaim claim, PublicIPAutoscaler spec) {
    return claim.router().isSameLogin(spec.template().router())
        ? IntStream.rangeClosed(1, PublicIPAutoscaler.MOST)
            .filter(number -> spec.claim(number).interfaceName().equals(claim.interfaceName()))
            .findFirst()
        : OptionalInt.empty();
  }
}
