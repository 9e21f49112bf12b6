package dev.leasehold.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class EventCountsTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final int THREADS = 4;
  private static final int EACH = 20_000;

  private final EventCounts counts = new EventCounts();

  @Test
  void countsOutcomesByTheirSpellings() {
    wrote(new Outcome.NoChange("0".repeat(40)));
    wrote(new Outcome.Unreachable("no route"));
    wrote(new Outcome.Unreachable("no route"));
    assertEquals(Map.of("no_change", 1L, "unreachable", 2L), writes());
  }

  @Test
  void countsFromAnyThread() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().daemon().start(() -> writeMany(start)));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(Map.of("unreachable", (long) THREADS * EACH), writes());
  }

  private void writeMany(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    for (int i = 0; i < EACH; i++) {
      wrote(new Outcome.Unreachable("no route"));
    }
  }

  private void wrote(Outcome outcome) {
    counts.happened(AT, new WatchEvent.Wrote(outcome));
  }

  private Map<String, Long> writes() {
    return counts.target(Optional.empty(), Optional.empty(), Optional.empty()).writes();
  }
}
