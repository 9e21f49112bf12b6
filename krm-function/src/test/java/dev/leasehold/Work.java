package dev.leasehold;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much is done, in bytes that the thread allocates: that is the same on a busy machine. What
 * grows with a square copies texts or fills lists again and again, and is far beyond any bound that
 * grows with the input.
 */
public final class Work {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Work() {}

  /** The bytes that the thread has allocated so far. */
  public static long done() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** The bytes that a task allocates. */
  public static long of(Runnable task) {
    long before = done();
    task.run();
    return done() - before;
  }

  /**
   * Runs one task with twice the input of the other: it must not take much more than twice as much.
   */
  public static void assertLinear(Runnable once, Runnable twice) {
    once.run(); // loads classes
    long first = of(once);
    long second = of(twice);
    assertTrue(
        second < first * 5 / 2,
        () -> first + " bytes, and " + second + " for twice the input: more than 2.5 times");
  }
}
