package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  /** A random generator that returns the largest value of each range. */
  private final Backoff backoff = new Backoff(new Largest());

  private static final class Largest implements java.util.random.RandomGenerator {
    @Override
    public long nextLong() {
      return 0;
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void triesAgainAtOnceAfterAnOldTip() {
    assertEquals(Duration.ZERO, backoff.after(1));
  }

  @Test
  void theCeilingDoublesWithEachFailure() {
    assertEquals(millis(100), backoff.after(2));
    assertEquals(millis(200), backoff.after(3));
    assertEquals(millis(12_800), backoff.after(9));
    assertEquals(millis(12_800), backoff.after(20));
  }

  @Test
  void aContendedBranchWaitsLongerFromTheFirstFailureOn() {
    backoff.ended(3);
    assertEquals(millis(200), backoff.after(1));
    backoff.ended(2);
    assertEquals(millis(400), backoff.after(1));
    backoff.ended(1);
    assertEquals(millis(400), backoff.after(1));
    backoff.ended(0);
    assertEquals(millis(200), backoff.after(1));
    backoff.ended(0);
    assertEquals(Duration.ZERO, backoff.after(1));
  }
}
