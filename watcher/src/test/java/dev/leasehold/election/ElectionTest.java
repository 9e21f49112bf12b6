package dev.leasehold.election;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.election.LeaseStore.Answer;
import dev.leasehold.election.LeaseStore.Found;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
class ElectionTest {
  private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");
  private static final Timing FAST =
      new Timing(Duration.ofMillis(50), Duration.ofMillis(20), Duration.ofMillis(1));

  private final SharedLease lease = new SharedLease();

  /** One process, with a store that needs no network. */
  private final class Memory implements LeaseStore {
    @Override
    public String place() {
      return "Lease network/leasehold-home";
    }

    @Override
    public Answer read() {
      return lease.read();
    }

    @Override
    public Answer create(LeaseState created) {
      return lease.create(created);
    }

    @Override
    public Answer replace(Found known, LeaseState next) {
      return lease.replace(known, next);
    }
  }

  /** Without rounds nobody would know that the holder is gone. */
  @Test
  void goesOnAfterABugBetweenTwoRounds() throws Exception {
    AtomicBoolean hasFailed = new AtomicBoolean();
    lease.put(new LeaseState("b", Duration.ofMillis(50), START, START, 4));
    CountDownLatch lost = new CountDownLatch(1);
    Elector elector =
        new Elector(
            FAST,
            "a",
            new Memory(),
            () -> {
              boolean isPause =
                  StackWalker.getInstance()
                      .walk(frames -> frames.anyMatch(at -> at.getMethodName().equals("pause")));
              if (isPause && hasFailed.compareAndSet(false, true)) {
                throw new IllegalStateException("a bug");
              }
              return System.nanoTime();
            },
            () -> START,
            () -> true);
    try (Election election = Election.start(elector, lost::countDown)) {
      assertEquals(OptionalLong.of(5), election.awaitTerm());
      lost.await();
    }
    assertEquals(true, hasFailed.get());
  }
}
