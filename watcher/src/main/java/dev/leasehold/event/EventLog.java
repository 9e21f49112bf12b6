package dev.leasehold.event;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one log line per event. */
public final class EventLog implements EventListener {
  private static final Logger log = LoggerFactory.getLogger(EventLog.class);

  @Override
  public void happened(Instant at, WatchEvent event) {
    if (log.isEnabledForLevel(event.level())) {
      log.atLevel(event.level()).log("{}", event.line());
    }
    if (event instanceof WatchEvent.BugFound bug) {
      log.debug("stack trace", bug.cause());
    }
  }
}
