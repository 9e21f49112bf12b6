package dev.leasehold.router;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When the boot script of a router is to be written, so that it has what is leased. What nobody can
 * keep there holds up nothing; an update that never arrived is tried again.
 */
final class BootScriptTimes {
  /** How often an unchanged script is looked at: updates of a firmware remove it. */
  static final Duration AGAIN = Duration.ofHours(1);

  private final boolean isWanted;
  private boolean isWhole;
  private boolean running;
  private Optional<List<BootInterface>> persisted = Optional.empty();
  private Duration next = Duration.ZERO;
  private int failures;

  /**
   * @param isWanted whether there is to be a boot script
   */
  BootScriptTimes(boolean isWanted) {
    this.isWanted = isWanted;
  }

  /**
   * @param isWhole whether all orders are known; if not, the script would lose interfaces
   */
  void follow(boolean isWhole) {
    this.isWhole = isWhole;
  }

  /** Makes a look at the script due. */
  void lookNow() {
    next = Duration.ZERO;
  }

  /** Whether the script has exactly these interfaces, or none is wanted. */
  boolean has(List<BootInterface> held) {
    return !isWanted || persisted.equals(Optional.of(held));
  }

  /** Begins an update that is due. */
  Optional<RouterDuty> due(List<BootInterface> held, Duration now) {
    boolean waits = now.compareTo(next) < 0 && (has(held) || failures > 0);
    if (!isWanted || !isWhole || running || waits) {
      return Optional.empty();
    }
    running = true;
    return Optional.of(new RouterDuty.Persist(held));
  }

  /** When {@link #due} has something next; empty: not before something else happens. */
  Optional<Duration> next(List<BootInterface> held) {
    return !isWanted || !isWhole || running
        ? Optional.empty()
        : Optional.of(has(held) || failures > 0 ? next : Duration.ZERO);
  }

  /** Takes the end of an update. */
  void ended(RouterDuty.Persist duty, RouterAnswer<?> answer, Duration now) {
    running = false;
    if (answer instanceof RouterAnswer.Unavailable<?>) {
      next = now.plus(Pauses.of(failures));
      failures++;
    } else {
      persisted = Optional.of(duty.held());
      next = now.plus(AGAIN);
      failures = 0;
    }
  }
}
