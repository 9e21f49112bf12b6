package dev.leasehold.election;

import dev.leasehold.election.LeaseStore.Answer;
import dev.leasehold.election.LeaseStore.Conflict;
import dev.leasehold.election.LeaseStore.Found;
import dev.leasehold.election.LeaseStore.Missing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Lease at an API server in memory, with the rules of {@code resourceVersion}. */
final class SharedLease {
  private @Nullable Found now;
  private long version;

  Answer read() {
    Found found = now;
    return found == null ? new Missing() : found;
  }

  Answer create(LeaseState lease) {
    return now == null ? put(lease) : new Conflict();
  }

  Answer replace(Found known, LeaseState lease) {
    Found found = now;
    if (found == null) {
      return new Missing();
    }
    return found.version().equals(known.version()) ? put(lease) : new Conflict();
  }

  /** Writes whatever is there. */
  Found put(LeaseState lease) {
    version++;
    Found put = new Found(lease, Long.toString(version));
    now = put;
    return put;
  }

  void delete() {
    now = null;
  }

  Optional<LeaseState> lease() {
    return Optional.ofNullable(now).map(Found::lease);
  }
}
