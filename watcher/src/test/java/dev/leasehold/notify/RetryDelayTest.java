package dev.leasehold.notify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryDelayTest {
  private final RetryDelay delay = new RetryDelay(new SplittableRandom(1));

  @Test
  void doublesFromOneSecondToFiveMinutes() {
    for (int i = 0; i < 100; i++) {
      within(500, 1_000, delay.after(1));
      within(1_000, 2_000, delay.after(2));
      within(4_000, 8_000, delay.after(4));
      within(128_000, 256_000, delay.after(9));
      within(150_000, 300_000, delay.after(10));
      within(150_000, 300_000, delay.after(Integer.MAX_VALUE));
      within(150_000, 300_000, delay.slow());
    }
  }

  private static void within(long least, long most, Duration wait) {
    assertTrue(wait.toMillis() >= least && wait.toMillis() <= most, wait.toString());
  }
}
