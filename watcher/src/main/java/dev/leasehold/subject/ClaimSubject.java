package dev.leasehold.subject;

import dev.leasehold.api.Lease;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.AddressPolicy;
import dev.leasehold.source.AddressAnswer.Failed;
import dev.leasehold.source.AddressOrder;
import dev.leasehold.source.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A PublicIPClaim with its lease, or a PublicIPLease whose claim is gone.
 *
 * @param orders what routers are asked for; the one that decides about the lease comes first
 * @param reviewed whether changes of the claim wait for a merge
 */
public record ClaimSubject(
    SubjectId id, AddressPolicy policy, List<RouterOrder> orders, boolean reviewed)
    implements Subject {
  public ClaimSubject {
    orders = List.copyOf(orders);
  }

  /**
   * An order, and the name of its router in the configuration.
   *
   * @param decides whether its answers decide about the lease
   */
  public record RouterOrder(String router, AddressOrder order, boolean decides) {}

  /** The order whose answers decide about the lease; empty: nothing is asked. */
  public Optional<RouterOrder> deciding() {
    return orders.stream().filter(RouterOrder::decides).findFirst();
  }

  public Optional<PublicIPClaim> claim() {
    return policy.claim();
  }

  public Optional<PublicIPLease> lease() {
    return policy.lease();
  }

  /** Whether its address is in no pool any more. */
  public boolean isReleasing() {
    return lease().filter(l -> !l.isHeld()).isPresent();
  }

  @Override
  public Optional<Lease> held() {
    return lease().map(Lease.class::cast);
  }

  @Override
  public boolean listens(Origin origin) {
    return false;
  }

  /** The subject of a claim or lease, with its routers in the configuration. */
  static ClaimSubject of(
      SubjectId id, AddressPolicy facts, KnownRouters routers, boolean reviewed) {
    boolean isHeld = facts.lease().filter(l -> !l.isHeld()).isEmpty();
    Optional<Failed> unusable =
        facts
            .claim()
            .filter(_ -> isHeld)
            .map(claim -> routers.whyNot(claim.router(), claim.sshSecretRef()))
            .orElseGet(() -> facts.lease().flatMap(PublicIPLease::router).flatMap(routers::whyNot));
    AddressPolicy policy =
        new AddressPolicy(facts.claim(), facts.lease(), facts.unread(), unusable, facts.around());
    List<RouterOrder> orders = new ArrayList<>();
    for (AddressPolicy.Ask ask : policy.asks()) {
      routers
          .name(ask.router())
          .ifPresent(name -> orders.add(new RouterOrder(name, ask.order(), ask.decides())));
    }
    return new ClaimSubject(id, policy, orders, reviewed);
  }
}
