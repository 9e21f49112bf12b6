package dev.leasehold.subject;

import dev.leasehold.api.Lease;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.RouterRef;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.AddressPolicy;
import dev.leasehold.source.AddressAnswer.Failed;
import dev.leasehold.source.AddressOrder;
import dev.leasehold.source.Origin;
import java.util.Optional;

/**
 * A PublicIPClaim with its lease, or a PublicIPLease whose claim is gone.
 *
 * @param router the name of the router to ask; empty: none is asked
 * @param reviewed whether changes of the claim wait for a merge
 */
public record ClaimSubject(
    SubjectId id, AddressPolicy policy, Optional<String> router, boolean reviewed)
    implements Subject {

  /** The order for the router; empty: it is asked for nothing. */
  public Optional<AddressOrder> order() {
    return router.isEmpty() ? Optional.empty() : policy.order();
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

  /** The subject of a claim or lease, with its router in the configuration. */
  static ClaimSubject of(
      SubjectId id, AddressPolicy facts, KnownRouters routers, boolean reviewed) {
    Optional<RouterRef> asked = facts.router();
    Optional<Failed> unusable =
        asked.flatMap(router ->
            facts
                .claim()
                .filter(claim -> claim.router().equals(router))
                .map(claim -> routers.whyNot(router, claim.sshSecretRef()))
                .orElseGet(() -> routers.whyNot(router)));
    AddressPolicy policy =
        new AddressPolicy(
            facts.claim(), facts.lease(), facts.unread(), unusable, facts.holders(), facts.names());
    return new ClaimSubject(
        id,
        policy,
        unusable.isPresent() ? Optional.empty() : asked.flatMap(routers::name),
        reviewed);
  }
}
