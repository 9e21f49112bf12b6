package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Operations.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The deadlines of operations, on a clock that the test controls. */
final class OperationTest {
  private static final Timeouts TIMEOUTS = Timeouts.DEFAULT;

  private long now = 1_000;

  private Operation operation(Kind kind) {
    GitTarget target =
        new GitTarget(
            "home",
            "ssh://git@forge.example/home.git",
            "main",
            "",
            new GitTarget.Auth.SshKey(Path.of("/key"), Path.of("/hosts")),
            GitScenario.AUTHOR);
    return new Operation(
        kind,
        target,
        TIMEOUTS,
        Operations.PAUSE,
        () -> now,
        Thread.ofVirtual().unstarted(() -> {}));
  }

  private String after(Operation operation, Duration time) {
    now += time.toNanos();
    operation.check(now);
    return operation.reason();
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private void hears(Operation operation, int bytes) {
    operation.awaits();
    operation.received(bytes);
    operation.awaits();
  }

  @Test
  void endsALookAfterItsTimeout() {
    Operation look = operation(Kind.LOOK);
    look.received(100);
    look.listed();
    assertEquals("", after(look, seconds(30)));
    assertEquals(
        "looking at the branch took longer than 30 s; if it needs more time, raise spec.timeouts.look",
        after(look, Duration.ofNanos(1)));
  }

  @Test
  void doesNotExtendALookForATricklingServer() {
    Operation look = operation(Kind.LOOK);
    look.listed();
    for (int second = 0; second < 30; second++) {
      hears(look, 1);
      assertEquals("", after(look, seconds(1)));
    }
    hears(look, 1);
    assertTrue(after(look, seconds(1)).contains("spec.timeouts.look"));
  }

  @Test
  void givesALargeFetchTheTimeoutOfAClone() {
    Operation look = operation(Kind.LOOK);
    look.listed();
    for (int i = 0; i < 90; i++) {
      hears(look, 30_000);
      assertEquals("", after(look, seconds(10)), "after " + i);
    }
    hears(look, 30_000);
    assertTrue(after(look, seconds(10)).endsWith("raise spec.timeouts.clone"), look.reason());
  }

  @Test
  void endsAFetchWithoutAByte() {
    Operation clone = operation(Kind.CLONE);
    assertEquals("", after(clone, seconds(20))); // connects
    hears(clone, 100);
    clone.listed();
    assertEquals("", after(clone, seconds(30)));
    assertEquals(
        "cloning: no byte came for 30 s; if it needs more time, raise spec.timeouts.idle",
        after(clone, seconds(1)));
  }

  /** Resolving the deltas of a large pack takes time, during which no byte is expected. */
  @Test
  void doesNotCountLocalWorkAsIdle() {
    Operation clone = operation(Kind.CLONE);
    clone.awaits();
    clone.received(1_000_000);
    assertEquals("", after(clone, seconds(600)));
  }

  /** A hook may work in silence. */
  @Test
  void endsAPushAfterItsTimeoutOnly() {
    Operation push = operation(Kind.PUSH);
    hears(push, 100);
    push.listed();
    assertEquals("", after(push, seconds(120)));
    assertEquals(
        "pushing took longer than 120 s; if it needs more time, raise spec.timeouts.push",
        after(push, seconds(1)));
  }

  @Test
  void endsEarlyIfTheServerStopsInTheMiddleOfItsRefs() {
    Operation push = operation(Kind.PUSH);
    assertEquals("", after(push, seconds(20))); // it may be slow to connect
    push.started();
    assertEquals("", after(push, seconds(5)));
    push.received(100);
    push.awaits();
    assertEquals("", after(push, seconds(5)));
    assertEquals(
        "pushing: the server stopped in the middle of its refs and sent nothing for 5 s",
        after(push, seconds(1)));
    assertTrue(push.paused());
    assertEquals(seconds(5), push.longestForRefs());
  }

  @Test
  void endsEarlyIfTheServerSendsNoRefs() {
    Operation push = operation(Kind.PUSH);
    push.started();
    assertEquals("pushing: the server did not send its refs for 5 s", after(push, seconds(6)));
  }

  @Test
  void treatsAPushWithoutAConnectionAsIdle() {
    assertTrue(after(operation(Kind.PUSH), seconds(31)).contains("spec.timeouts.idle"));
  }

  @Test
  void closesALateConnection() {
    Operation look = operation(Kind.LOOK);
    after(look, seconds(31));
    CountDownLatch closed = new CountDownLatch(1);
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                look.connected(() -> {
                  assertFalse(Thread.holdsLock(look));
                  closed.countDown();
                }));
    assertTrue(e.toString().contains("spec.timeouts.look"), e::toString);
    assertEquals(0, closed.getCount());
  }

  @Test
  void endsOnlyOnce() {
    Operation look = operation(Kind.LOOK);
    look.finish();
    assertEquals("", after(look, seconds(31)));
    assertFalse(look.paused());
  }
}
