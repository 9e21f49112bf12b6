package dev.leasehold.demo;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when it is set. */
public final class DemoClock implements InstantSource {
  private Instant now;

  public DemoClock(Instant now) {
    this.now = now;
  }

  /** Advances the clock; never sets it back. */
  void advanceTo(Instant later) {
    now = later.isAfter(now) ? later : now;
  }

  @Override
  public Instant instant() {
    return now;
  }
}
