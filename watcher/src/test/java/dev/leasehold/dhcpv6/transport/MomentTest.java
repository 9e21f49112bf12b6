package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MomentTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void advancesOnlyTheSteadyClockWhenTheWallClockIsSet() {
    AtomicReference<Instant> wall = new AtomicReference<>(START);
    AtomicLong nanos = new AtomicLong(500);
    Supplier<Moment> clock = Moment.clock(wall::get, nanos::get);
    assertEquals(new Moment(START, START), clock.get());
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertEquals(new Moment(START, START.plusSeconds(3)), clock.get());
    wall.set(START.minusSeconds(3600));
    assertEquals(new Moment(START.minusSeconds(3600), START.plusSeconds(3)), clock.get());
  }
}
