package dev.leasehold.git;

import java.time.Duration;

/** How a writer waits between two tries: {@code Thread::sleep}, or not at all in a test. */
@FunctionalInterface
public interface Pause {
  void pause(Duration duration) throws InterruptedException;
}
