package dev.leasehold.web;

import dev.leasehold.git.Pause;
import dev.leasehold.log.Bug;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes requests for a look on, at most one per second. Requests within that second become one
 * look at its end, so that the newest push is seen.
 */
final class Looks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Looks.class);
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Runnable look;
  private final Pause pause;
  private final Thread thread;
  private boolean requested;
  private long count;

  Looks(Runnable look, Pause pause) {
    this.look = look;
    this.pause = pause;
    this.thread = Thread.ofVirtual().name("webhook").start(this::run);
  }

  /** Requests a look; does not block. */
  synchronized void request() {
    requested = true;
    notifyAll();
  }

  /** The number of looks. */
  synchronized long count() {
    return count;
  }

  private void run() {
    try {
      while (true) {
        awaitRequest();
        try {
          look.run();
        } catch (RuntimeException e) {
          log.error("{}", Bug.text(e, "looking after a webhook"));
          log.debug("stack trace", e);
        }
        pause.pause(INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close() ends the thread
    }
  }

  private synchronized void awaitRequest() throws InterruptedException {
    while (!requested) {
      wait();
    }
    requested = false;
    count++;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
