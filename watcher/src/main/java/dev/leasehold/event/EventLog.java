package dev.leasehold.event;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one log line per event. */
public final class EventLog implements EventListener {
  private static final Logger log = LoggerFactory.getLogger(EventLog.class);

  private final String prefix;

  /** The log of the only target. */
  public EventLog() {
    this("");
  }

  /**
   * The log of one of several targets.
   *
   * @param target begins each line, but for those about the sources that all targets share
   */
  public EventLog(String target) {
    this.prefix = target.isEmpty() ? "" : target + ": ";
  }

  @Override
  public void happened(Instant at, WatchEvent event) {
    if (log.isEnabledForLevel(event.level())) {
      log.atLevel(event.level())
          .log("{}{}", event instanceof WatchEvent.SourceTold ? "" : prefix, event.line());
    }
    if (event instanceof WatchEvent.BugFound bug) {
      log.debug("stack trace", bug.cause());
    }
  }
}
