package dev.leasehold.subject;

import dev.leasehold.api.Lease;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixDecision;
import java.util.Collection;
import java.util.List;

/** A prefix with its decision at one tip. */
public record DecidedPrefix(PrefixSubject subject, PrefixDecision decision) implements Decided {
  @Override
  public DecidedPrefix without(Collection<LeaseChange> held) {
    return new DecidedPrefix(subject, decision.without(held, subject.lease()));
  }

  /**
   * The same decision with Services that keep their host parts in the prefix that becomes current.
   */
  public DecidedPrefix keeping(List<PrefixLease.KeptService> services) {
    return new DecidedPrefix(subject, decision.keeping(services));
  }

  @Override
  public DecidedPrefix sinceAsIn(Lease earlier) {
    return earlier instanceof PrefixLease lease
        ? new DecidedPrefix(subject, decision.sinceAsIn(lease))
        : this;
  }
}
