package dev.leasehold.subject;

import dev.leasehold.api.Lease;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.lease.AddressDecision;
import dev.leasehold.lease.LeaseChange;
import java.util.Collection;

/** A public address with its decision at one tip. */
public record DecidedClaim(ClaimSubject subject, AddressDecision decision) implements Decided {
  @Override
  public DecidedClaim without(Collection<LeaseChange> held) {
    return new DecidedClaim(subject, decision.without(held));
  }

  @Override
  public DecidedClaim sinceAsIn(Lease earlier) {
    return earlier instanceof PublicIPLease lease
        ? new DecidedClaim(subject, decision.sinceAsIn(lease))
        : this;
  }
}
