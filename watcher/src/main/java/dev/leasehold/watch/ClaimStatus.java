package dev.leasehold.watch;

import dev.leasehold.api.MacAddress;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.RouterRef;
import dev.leasehold.lease.AddressDecision;
import dev.leasehold.lease.AddressPhase;
import dev.leasehold.lease.AddressReport;
import dev.leasehold.lease.HeldBack;
import dev.leasehold.net.Address;
import dev.leasehold.source.AddressAnswer.Failed;
import dev.leasehold.source.AddressAnswer.Routed;
import dev.leasehold.subject.ClaimSubject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The status of one claim of a public address, or of a lease without a claim.
 *
 * @param message the reason of the phase, or what is to be done; may be empty
 * @param address the address in Git; empty: there is none
 * @param pool the pool that has it, or is to have it
 * @param router the name of the router in the configuration; empty: none is asked
 * @param login {@code user@host:port} of the router; empty: it is not known
 * @param wanInterface the interface on the router
 * @param verifiedAt when the address last was seen to work
 * @param route where the router sends packets to the address, in words; empty: not known
 * @param error the last failure of the router; empty: the last try succeeded
 * @param changes the number of committed changes, by reason
 */
public record ClaimStatus(
    String name,
    AddressPhase phase,
    String message,
    Optional<Address> address,
    Optional<String> pool,
    Optional<String> router,
    Optional<String> login,
    Optional<String> wanInterface,
    Optional<MacAddress> mac,
    Optional<Instant> verifiedAt,
    Optional<String> route,
    Optional<String> error,
    Optional<WatchStatus.Hold> hold,
    Optional<HeldBack> heldBack,
    Map<String, Long> changes)
    implements SubjectStatus {
  public ClaimStatus {
    changes = new TreeMap<>(changes);
  }

  static ClaimStatus of(
      ClaimSubject subject,
      AddressDecision decision,
      AddressReport report,
      Optional<WatchStatus.Hold> hold,
      Map<String, Long> changes) {
    Optional<PublicIPLease> lease = subject.lease();
    return new ClaimStatus(
        subject.id().name(),
        decision.phase(),
        decision.message(),
        lease.map(PublicIPLease::ip),
        subject
            .claim()
            .flatMap(PublicIPClaim::poolName)
            .or(() -> lease.flatMap(PublicIPLease::poolName)),
        subject.orders().stream().findFirst().map(ClaimSubject.RouterOrder::router),
        subject
            .claim()
            .map(PublicIPClaim::router)
            .or(() -> lease.flatMap(PublicIPLease::router))
            .map(RouterRef::login),
        subject
            .deciding()
            .map(asked -> asked.order().wanInterface())
            .or(() -> lease.flatMap(PublicIPLease::wanInterface)),
        lease.flatMap(PublicIPLease::macAddress).or(() -> report.held().map(held -> held.mac())),
        report.verifiedAt(),
        report.routed().map(ClaimStatus::route),
        report.failed().map(Failed::text),
        hold,
        decision.heldBack(),
        changes);
  }

  private static String route(Routed routed) {
    String learned = routed.learnedBy().isEmpty() ? "" : ", learned by " + routed.learnedBy();
    return routed.isInside()
        ? "the router has a route to it" + learned
        : "not announced: the router has no route to it; a pool's address is announced when a"
            + " Service has it";
  }
}
