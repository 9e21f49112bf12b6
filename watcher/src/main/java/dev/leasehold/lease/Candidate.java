package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.Comparator;

/**
 * A prefix that is preferred, over all routers that say so.
 *
 * @param origin who announced it first
 * @param first since when it is announced
 * @param steady whether some router has announced it for long enough
 */
record Candidate(
    Prefix prefix, Origin origin, Instant first, Instant preferredUntil, boolean steady) {
  /** Who is taken: the earliest announced, then the longest preferred, then the lowest number. */
  static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparing(Candidate::first)
          .thenComparing(Candidate::preferredUntil, Comparator.reverseOrder())
          .thenComparing(Candidate::prefix);

  /** The same prefix, announced by another router too. */
  Candidate and(Candidate other) {
    Candidate earlier = other.first.isBefore(first) ? other : this;
    Instant longer =
        other.preferredUntil.isAfter(preferredUntil) ? other.preferredUntil : preferredUntil;
    return new Candidate(prefix, earlier.origin, earlier.first, longer, steady || other.steady);
  }
}
