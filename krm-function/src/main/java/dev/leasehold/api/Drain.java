package dev.leasehold.api;

import java.time.Duration;
import java.time.Instant;

/** When a draining prefix is gone. */
public sealed interface Drain {
  /** At a time, in whole seconds: {@code drainUntil}. */
  record Until(Instant end) implements Drain {}

  /**
   * A period after the branch got the entry: {@code drainPeriod}. A change under review has this
   * form, because the time of its merge is not known.
   */
  record AfterMerge(Duration period) implements Drain {}
}
