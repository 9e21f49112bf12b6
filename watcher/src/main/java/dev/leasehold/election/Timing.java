package dev.leasehold.election;

import java.time.Duration;

/**
 * The times of an election. All clocks are monotonic, and none is compared with that of another
 * machine.
 *
 * @param lease another watcher takes over after so long without a renewal
 * @param deadline after so long without a renewal the holder says so. It is also the age at which
 *     the last try to reach the API server no longer counts.
 * @param retry the pause between two requests
 */
public record Timing(Duration lease, Duration deadline, Duration retry) {
  /** 15 s, 10 s and 2 s, as the components of Kubernetes have them. */
  public static final Timing DEFAULT =
      new Timing(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  public Timing {
    if (retry.multipliedBy(2).compareTo(deadline) >= 0 || deadline.compareTo(lease) >= 0) {
      throw new IllegalArgumentException("not retry * 2 < deadline < lease");
    }
  }

  /**
   * The limit of a request. One that begins before the deadline ends before the lease does; and
   * while the API server does not answer at all, the next try ends before the last one no longer
   * counts.
   */
  public Duration request() {
    Duration first = lease.minus(deadline);
    Duration second = deadline.minus(retry).dividedBy(2);
    return (first.compareTo(second) < 0 ? first : second).multipliedBy(3).dividedBy(4);
  }
}
