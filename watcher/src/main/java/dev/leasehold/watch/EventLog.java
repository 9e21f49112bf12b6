package dev.leasehold.watch;

import dev.leasehold.event.EventListener;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.Outcome;
import java.time.Instant;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line in the log for each event. */
public final class EventLog implements EventListener {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final Predicate<Outcome.Failure> logs;

  /**
   * A log without some failures.
   *
   * @param logs which failures are logged; others are shown elsewhere
   */
  public EventLog(Predicate<Outcome.Failure> logs) {
    this.logs = logs;
  }

  @Override
  public void happened(Instant at, WatchEvent event) {
    switch (event) {
      case WatchEvent.Failed(Outcome.Failure failure) when !logs.test(failure) -> {}
      case WatchEvent.BugFound bug -> {
        write(event);
        log.debug("all of it", bug.cause());
      }
      default -> write(event);
    }
  }

  private static void write(WatchEvent event) {
    if (!log.isEnabledForLevel(event.level())) {
      return;
    }
    boolean named = event.subject().isEmpty() || event instanceof WatchEvent.Committed;
    log.atLevel(event.level()).log("{}{}", named ? "" : event.subject() + ": ", event.text());
  }
}
