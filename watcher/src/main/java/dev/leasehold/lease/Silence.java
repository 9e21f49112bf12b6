package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;

/**
 * The advertisements of one router that leave a prefix out, since the last that had it.
 *
 * @param first when the first of them came
 * @param last when the latest of them came
 */
record Silence(Prefix prefix, Instant first, Instant last) {

  /** Whether there were two, that far apart. Two at the same instant are parts of one. */
  boolean isRepeated(Duration minStable) {
    return last.isAfter(first) && Duration.between(first, last).compareTo(minStable) >= 0;
  }

  Silence until(Instant at) {
    return new Silence(prefix, first, at);
  }
}
