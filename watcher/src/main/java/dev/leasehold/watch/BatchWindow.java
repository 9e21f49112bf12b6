package dev.leasehold.watch;

import dev.leasehold.subject.Decided;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lets changes wait for a short time, so that several that come together become one commit. */
final class BatchWindow {
  private final Duration length;
  private Optional<Instant> end = Optional.empty();

  /**
   * A window.
   *
   * @param length zero: no change waits
   */
  BatchWindow(Duration length) {
    this.length = length;
  }

  /**
   * Whether the pending changes still wait for others. The first pending change opens the window.
   *
   * @param pending whether a change is to be written
   */
  boolean waits(boolean pending, List<Decided> decisions, Instant now) {
    boolean urgent =
        decisions.stream()
            .flatMap(decided -> decided.decision().changes().stream())
            .anyMatch(change -> !change.mayWait());
    if (!pending || urgent || length.isZero()) {
      end = Optional.empty();
      return false;
    }
    if (end.isEmpty()) {
      end = Optional.of(now.plus(length));
    }
    return now.isBefore(end.get());
  }

  /** When the window closes; empty while no change waits in it. */
  Optional<Instant> end() {
    return end;
  }

  /**
   * Adjusts the time after the wall clock was set.
   *
   * @param step how far the clock was set forward; negative: back
   */
  void movedBy(Duration step) {
    end = end.map(at -> at.plus(step));
  }
}
