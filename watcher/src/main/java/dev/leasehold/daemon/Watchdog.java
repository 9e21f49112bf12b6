package dev.leasehold.daemon;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the work of a term that this machine cannot do. A disk that hangs may hold up that end: then
 * this ends the process, so that the Lease expires and another watcher takes it. Its looks touch no
 * file, and one thread does nothing else.
 */
final class Watchdog {
  /**
   * The longest wait for the end. The sources may need 10 s, and the last requests about the Secret
   * 12 s.
   */
  static final Duration TO_END = Duration.ofSeconds(45);

  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private final BooleanSupplier passesOn;
  private final LongSupplier nanos;
  private final Runnable stop;
  private final Runnable halt;
  private boolean isStopping;
  private long since;

  /**
   * @param passesOn whether this machine cannot do the work and another watcher takes the Lease
   * @param nanos a monotonic clock in nanoseconds
   * @param stop stops the work; does not block
   * @param halt ends the process without waiting for anything
   */
  Watchdog(BooleanSupplier passesOn, LongSupplier nanos, Runnable stop, Runnable halt) {
    this.passesOn = passesOn;
    this.nanos = nanos;
    this.stop = stop;
    this.halt = halt;
  }

  /** Logs on another thread: the log may be a file on the disk that hangs. */
  static Thread aside(Runnable log) {
    return Thread.ofPlatform().daemon().name("log").start(log);
  }

  /** Looks once; call it again and again until the work has ended. */
  void look() {
    if (isStopping) {
      if (nanos.getAsLong() - since >= TO_END.toNanos()) {
        Thread said =
            aside(() ->
                log.error(
                    "the work has not ended after {} s; ending this process, so that another"
                        + " watcher takes the Lease when it expires. See whether the disk"
                        + " hangs",
                    TO_END.toSeconds()));
        try {
          boolean _ = said.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        halt.run();
      }
    } else if (passesOn.getAsBoolean()) {
      isStopping = true;
      since = nanos.getAsLong();
      stop.run();
    }
  }
}
