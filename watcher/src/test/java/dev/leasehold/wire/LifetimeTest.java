package dev.leasehold.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LifetimeTest {
  @Test
  void readsSeconds() {
    assertEquals(Duration.ZERO, Lifetime.ofSeconds(0));
    assertEquals(Duration.ofMinutes(30), Lifetime.ofSeconds(1800));
  }

  @Test
  void readsTheLargestValueAsForever() {
    assertEquals(Lifetime.FOREVER, Lifetime.ofSeconds(0xffff_ffffL));
  }

  /** 0xfffffffe seconds are 136 years. */
  @Test
  void isNeverLongerThanForever() {
    assertEquals(Lifetime.FOREVER, Lifetime.ofSeconds(0xffff_fffeL));
    Duration less = Lifetime.FOREVER.minusSeconds(1);
    assertEquals(less, Lifetime.bounded(less));
    assertEquals(Lifetime.FOREVER, Lifetime.bounded(Lifetime.FOREVER.plusSeconds(1)));
  }

  @Test
  void canAddForeverToAnInstant() {
    Instant start = Instant.parse("2026-11-21T10:00:00Z");
    assertEquals(Lifetime.FOREVER, Duration.between(start, start.plus(Lifetime.FOREVER)));
  }
}
