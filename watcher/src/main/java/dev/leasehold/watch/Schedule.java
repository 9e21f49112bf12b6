package dev.leasehold.watch;

import java.time.Duration;
import java.time.Instant;

/** When to fetch the branch and when to write to it, with a backoff after failures. */
final class Schedule {
  /** How often the tip is fetched to see changes by people. */
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

  /** Fetches again soon, because a change became due during a write. */
  void looksSoon(Instant now) {
    lookAt = now.plus(FIRST_RETRY);
  }

  /** Fetches at once, unless an earlier fetch failed and the pause after that is not over. */
  void lookNow() {
    if (retry.equals(FIRST_RETRY)) {
      lookAt = Instant.MIN;
    }
  }

  void writeAtOnce() {
    writeAt = Instant.MIN;
  }

  /** Neither fetches nor writes for a while. The pause doubles with each failure, up to 60 s. */
  void failed(Instant now) {
    lookAt = now.plus(retry);
    writeAt = lookAt;
    Duration doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(INTERVAL) > 0 ? INTERVAL : doubled;
  }

  void reached() {
    retry = FIRST_RETRY;
  }

  /** Makes everything due, because the clock was set and the stored times are wrong. */
  void startOver() {
    lookAt = Instant.MIN;
    writeAt = Instant.MIN;
  }

  /** When the next fetch or write is due. {@code wanted}: there is a change to write. */
  Instant wake(boolean wanted) {
    return wanted && writeAt.isBefore(lookAt) ? writeAt : lookAt;
  }
}
