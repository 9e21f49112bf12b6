package dev.leasehold.autoscale;

import java.util.Set;

/**
 * What routers said about claims and leases.
 *
 * @param refused the claims without a lease for which there is no address
 * @param unanswered the claims without a lease of which they say nothing now
 * @param released the leases whose address was given back
 */
public record RouterNews(Set<String> refused, Set<String> unanswered, Set<String> released) {
  public RouterNews {
    refused = Set.copyOf(refused);
    unanswered = Set.copyOf(unanswered);
    released = Set.copyOf(released);
  }
}
