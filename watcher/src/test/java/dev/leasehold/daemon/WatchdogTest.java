package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchdogTest {
  private final List<String> did = new ArrayList<>();
  private boolean passesOn;
  private long nanos;
  private final Watchdog watchdog =
      new Watchdog(() -> passesOn, () -> nanos, () -> did.add("stop"), () -> did.add("halt"));

  private void looks(Duration time) {
    for (long end = nanos + time.toNanos(); nanos < end; nanos += 2_000_000_000L) {
      watchdog.look();
    }
  }

  @Test
  void leavesAMachineAloneThatWorksOrThatNobodyReplaces() {
    looks(Duration.ofHours(1));
    assertEquals(List.of(), did);
  }

  @Test
  void stopsTheWorkOnce() {
    passesOn = true;
    looks(Watchdog.TO_END);
    assertEquals(List.of("stop"), did);
  }

  /** The other watcher may take the Lease only when this process does not renew it any more. */
  @Test
  void endsTheProcessIfTheWorkDoesNotEnd() {
    passesOn = true;
    looks(Watchdog.TO_END);
    passesOn = false; // the offer ends
    watchdog.look();
    assertEquals(List.of("stop", "halt"), did);
  }

  @Test
  void endsTheProcessEvenIfTheLogHangsToo() {
    CountDownLatch released = new CountDownLatch(1);
    AppenderBase<ILoggingEvent> hanging =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            try {
              released.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    hanging.start();
    Logger log = (Logger) LoggerFactory.getLogger(Watchdog.class);
    log.addAppender(hanging);
    try {
      passesOn = true;
      looks(Watchdog.TO_END);
      watchdog.look();
      assertEquals(List.of("stop", "halt"), did);
    } finally {
      released.countDown();
      log.detachAppender(hanging);
    }
  }
}
