package dev.leasehold.git;

import java.time.Duration;

/** The wait of a writer between two tries: {@code Thread::sleep}, or no wait in a test. */
@FunctionalInterface
public interface Pause {
  void pause(Duration duration) throws InterruptedException;
}
