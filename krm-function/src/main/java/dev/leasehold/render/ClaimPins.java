package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.pins.Pin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Claims with a {@code service}: their addresses are in pools of their own, {@code POOL-CLAIM}, and
 * not in the pool that they name.
 */
final class ClaimPins {
  private ClaimPins() {}

  /** The pins of all claims that have a lease. */
  static List<Pin> of(PackageContents contents) {
    List<Pin> pins = new ArrayList<>();
    for (PublicIPLease lease : contents.publicIps().values()) {
      of(lease, contents).ifPresent(pins::add);
    }
    return pins;
  }

  /** The pin of that lease; empty if its address is for any Service, or if another lease has it. */
  static Optional<Pin> of(PublicIPLease lease, PackageContents contents) {
    Optional<PublicIPClaim> claim = Optional.ofNullable(contents.claims().get(lease.claim()));
    boolean isMeant = contents.publicIp(lease.claim()).filter(lease::equals).isPresent();
    return isMeant
        ? claim
            .flatMap(PublicIPClaim::service)
            .flatMap(service -> lease.poolName().map(pool -> pin(lease, pool, service, contents)))
        : Optional.empty();
  }

  private static Pin pin(
      PublicIPLease lease,
      String pool,
      DynamicPrefix.ServiceRef service,
      PackageContents contents) {
    return new Pin(
        Pin.Why.CLAIM,
        lease.ip().family(),
        pool,
        lease.claim(),
        service,
        DynamicPrefix.PinBy.NAME,
        List.of(),
        contents.claimPlace(lease.claim(), "spec.service"));
  }
}
