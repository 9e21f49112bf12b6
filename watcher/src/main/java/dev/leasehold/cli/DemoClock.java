package dev.leasehold.cli;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is set. */
final class DemoClock implements InstantSource {
  private Instant now;

  DemoClock(Instant now) {
    this.now = now;
  }

  /** Goes on to that moment; never back. */
  void advanceTo(Instant later) {
    now = later.isAfter(now) ? later : now;
  }

  @Override
  public Instant instant() {
    return now;
  }
}
