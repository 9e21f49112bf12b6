package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrainsTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant END = START.plusSeconds(3600);
  private static final Draining DRAINING =
      new Draining(Prefix.parse("2001:db8:a::/56"), START.minusSeconds(60), END);
  private static final PrefixLease LEASE =
      new PrefixLease(
          "home",
          "router-advertisement",
          List.of(new Current(Prefix.parse("2001:db8:b::/56"), START), DRAINING));

  @Test
  void usesTheEndTimeOfTheLease() {
    assertEquals(Optional.of(END), seen(Drains.NONE, LEASE).end(DRAINING));
  }

  @Test
  void movesTheEndWhenTheClockIsSetForward() {
    Drains moved = seen(Drains.NONE, LEASE).movedBy(Duration.ofHours(5));
    assertEquals(Optional.of(END.plusSeconds(18_000)), moved.end(DRAINING));
    assertEquals(moved, seen(moved, LEASE), "seeing it again changes nothing");
  }

  @Test
  void ignoresAClockBehindTheNewestCommit() {
    Drains behind = Drains.NONE.seen(List.of(LEASE), START, START.minusSeconds(1));
    assertEquals(Optional.empty(), behind.end(DRAINING));
    assertEquals(Optional.of(END), Drains.NONE.seen(List.of(LEASE), START, START).end(DRAINING));
  }

  @Test
  void dropsTheDrainsOfRemovedLeases() {
    assertEquals(Drains.NONE, seen(seen(Drains.NONE, LEASE)));
  }

  private static Drains seen(Drains known, PrefixLease... leases) {
    return known.seen(List.of(leases), START, START);
  }
}
