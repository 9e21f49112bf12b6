package dev.leasehold.subject;

import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixDecision;
import java.util.Collection;

/** A prefix with its decision at one tip. */
public record DecidedPrefix(PrefixSubject subject, PrefixDecision decision) implements Decided {
  @Override
  public DecidedPrefix without(Collection<LeaseChange> held) {
    return new DecidedPrefix(subject, decision.without(held, subject.lease()));
  }
}
