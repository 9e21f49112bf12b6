package dev.leasehold.watch;

import dev.leasehold.event.EventListener;
import dev.leasehold.event.WatchEvent;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line in the log for each event. */
public final class EventLog implements EventListener {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  @Override
  public void happened(Instant at, WatchEvent event) {
    switch (event) {
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
