package dev.leasehold.watch;

import java.time.Duration;
import java.time.Instant;

/** When to look at the branch and when to write to it: less and less often while it fails. */
final class Schedule {
  /** How often the tip is looked at for what people changed. */
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  private Instant lookAt = Instant.MIN;
  private Instant writeAt = Instant.MIN;
  private Duration retry = FIRST_RETRY;

  boolean looks(Instant now) {
    return !now.isBefore(lookAt);
  }

  boolean writes(Instant now) {
    return !now.isBefore(writeAt);
  }

  void looked(Instant now) {
    lookAt = now.plus(INTERVAL);
  }

  /** Something became due while the watch was busy. */
  void looksSoon(Instant now) {
    lookAt = now.plus(FIRST_RETRY);
  }

  void writeAtOnce() {
    writeAt = Instant.MIN;
  }

  /** Neither looks nor writes for a while, which is longer every time, whatever failed. */
  void failed(Instant now) {
    lookAt = now.plus(retry);
    writeAt = lookAt;
    Duration doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(INTERVAL) > 0 ? INTERVAL : doubled;
  }

  void reached() {
    retry = FIRST_RETRY;
  }

  /** The clock was set, so the instants say nothing any more: what may be done is due. */
  void startOver() {
    lookAt = Instant.MIN;
    writeAt = Instant.MIN;
  }

  /** When something of it is due next; {@code wanted}: there is something to write. */
  Instant wake(boolean wanted) {
    return wanted && writeAt.isBefore(lookAt) ? writeAt : lookAt;
  }
}
