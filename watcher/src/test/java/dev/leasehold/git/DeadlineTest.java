package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.git.Outcome.Unreachable;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Local repositories that hang: in hooks of native git, and in JGit's own server. The test controls
 * the clock and advances it after the operation hangs.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class DeadlineTest {
  private static final Duration LOOK = Timeouts.DEFAULT.look().plusSeconds(1);
  private static final Duration PUSH = Timeouts.DEFAULT.push().plusSeconds(1);

  @TempDir Path directory;
  private final AtomicLong nanos = new AtomicLong();
  private final Operations operations = new Operations(Timeouts.DEFAULT, nanos::get);
  private GitScenario lab;
  private Path hung;

  @BeforeEach
  void lab() {
    lab = GitScenario.withPackage(directory);
    hung = directory.resolve("hung");
  }

  private GitWriter writer() {
    return writer(operations);
  }

  private GitWriter writer(Operations operations) {
    return new GitWriter(
        lab.target(), lab.state, () -> GitScenario.NOW, new Random(1), pause -> {}, operations);
  }

  private void hangsIn(String hook) {
    lab.hook(hook, "echo $$ > %1$s.new; mv %1$s.new %1$s; exec sleep 3600\n".formatted(hung));
  }

  private static Outcome write(GitWriter writer) {
    return writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
  }

  /** The result after this time has passed during the hang. */
  private Outcome writeThatHangs(GitWriter writer, Duration time) throws Exception {
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Outcome> outcome = threads.submit(() -> write(writer));
      awaitHung(outcome);
      nanos.addAndGet(time.toNanos());
      return outcome.get();
    }
  }

  private void awaitHung(Future<Outcome> outcome) throws Exception {
    while (Files.notExists(hung)) {
      try {
        throw new AssertionError("it did not hang: " + outcome.get(50, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        // Not yet.
      }
    }
  }

  private void assertSetAside(boolean expected) {
    Path damaged = lab.state.resolveSibling(lab.state.getFileName() + ".damaged");
    assertEquals(expected, Files.exists(damaged), damaged + " exists");
  }

  /** Deadlines work even after an exception in the checking thread. */
  @Test
  void continuesAfterAFailedDeadlineCheck() throws Exception {
    hangsIn("pre-receive");
    AtomicBoolean failed = new AtomicBoolean();
    LongSupplier failing =
        () -> {
          if (Thread.currentThread().getName().equals("git-deadline")
              && Files.exists(hung)
              && failed.compareAndSet(false, true)) {
            throw new NoClassDefFoundError("gone");
          }
          return nanos.get();
        };
    try (GitWriter writer = writer(new Operations(Timeouts.DEFAULT, failing))) {
      Outcome outcome = writeThatHangs(writer, PUSH);
      assertInstanceOf(Unreachable.class, outcome, outcome.toString());
    }
    assertTrue(failed.get());
  }

  @Test
  void endsAPushWithAHangingHookAndItsProcesses() throws Exception {
    hangsIn("pre-receive");
    try (GitWriter writer = writer()) {
      Outcome outcome = writeThatHangs(writer, PUSH);
      Unreachable unreachable = assertInstanceOf(Unreachable.class, outcome, outcome.toString());
      assertEquals(
          "the connection to "
              + lab.target().url()
              + " was closed: pushing took longer than 120 s; if it needs more time, raise spec.timeouts.push",
          unreachable.reason());
      assertTrue(unreachable.unanswered().isPresent());
      long hook = Long.parseLong(Files.readString(hung).strip());
      ProcessHandle.of(hook).ifPresent(left -> left.onExit().join());
      assertEquals(1, lab.commits());
      assertSetAside(false);

      lab.unhook("pre-receive");
      assertInstanceOf(Pushed.class, write(writer));
    }
    assertEquals(2, lab.commits());
    assertSetAside(false);
  }

  @Test
  void countsAHangingPushThatLandedAsPushed() throws Exception {
    hangsIn("post-receive");
    try (GitWriter writer = writer()) {
      Outcome outcome = writeThatHangs(writer, PUSH);
      assertEquals(lab.tip(), assertInstanceOf(Pushed.class, outcome, outcome.toString()).commit());
      assertInstanceOf(Outcome.NoChange.class, write(writer));
    }
    assertEquals(2, lab.commits());
    assertSetAside(false);
  }

  /** JGit's server reads a pipe that has no writer. */
  @Test
  void endsAFetchWhoseServerHangsInThisProcess() throws Exception {
    try (GitWriter writer = writer()) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      Path refs = lab.remote.resolve("packed-refs");
      lab.remoteGit("pack-refs", "--all");
      byte[] content = Files.readAllBytes(refs);
      Files.delete(refs);
      GitScenario.run(directory, List.of("mkfifo", refs.toString()));
      Fetched fetched;
      try (var threads = Executors.newSingleThreadExecutor()) {
        Future<Fetched> fetch = threads.submit(writer::fetch);
        while (operations.running().isEmpty()) {
          assertTrue(!fetch.isDone(), "it did not hang: " + fetch);
          Thread.onSpinWait();
        }
        nanos.addAndGet(LOOK.toNanos());
        fetched = fetch.get();
      }
      try (OutputStream pipe = Files.newOutputStream(refs)) {
        pipe.write(content); // the hanging read continues
      }
      Files.delete(refs);
      Files.write(refs, content);
      Unreachable unreachable = assertInstanceOf(Unreachable.class, fetched, fetched.toString());
      assertTrue(
          unreachable.reason().contains("looking at the branch took longer than 30 s"),
          unreachable.reason());
      assertInstanceOf(Pushed.class, write(writer));
    }
    assertSetAside(false);
  }

  @Test
  void reportsTheRunningOperationAndItsDuration() throws Exception {
    assertEquals(Optional.empty(), operations.running());
    hangsIn("pre-receive");
    try (GitWriter writer = writer();
        var threads = Executors.newSingleThreadExecutor()) {
      Future<Outcome> outcome = threads.submit(() -> write(writer));
      awaitHung(outcome);
      nanos.addAndGet(Duration.ofSeconds(42).toNanos());
      assertEquals("pushing for 42 s", operations.running().orElseThrow().words());
      operations.close();
      Outcome ended = outcome.get();
      assertTrue(ended.toString().contains("the process was told to end"), ended::toString);
      assertEquals(Optional.empty(), operations.running());
      Outcome refused = write(writer);
      assertTrue(refused.toString().contains("the process was told to end"), refused::toString);
    }
  }

  @Test
  void endsAHangingOperationAtTheLimitForAll() throws Exception {
    operations.endAllIn(Duration.ofSeconds(50), "--timeout 50");
    hangsIn("pre-receive");
    try (GitWriter writer = writer()) {
      Outcome outcome = writeThatHangs(writer, Duration.ofSeconds(51));
      assertTrue(outcome.toString().contains("the time of --timeout 50 was up"), outcome::toString);
    }
  }

  @Test
  void doesNotBeginAPushWhenTheProcessEnds() {
    try (GitWriter writer = writer()) {
      Outcome outcome =
          writer.write(tip -> {
            operations.beginNoMore();
            return GitScenario.change("pool.yaml", "ours\n");
          });
      assertEquals(
          new Unreachable(
              "no connection to "
                  + lab.target().url()
                  + " was made: pushing did not begin: the process was told to end"),
          outcome);
    }
    assertEquals(1, lab.commits());
    assertSetAside(false);
  }

  @Test
  void continuesTheRunningOperationAfterBeginNoMore() throws Exception {
    Path go = directory.resolve("go");
    lab.hook("pre-receive", "mkfifo %2$s; touch %1$s; cat %2$s >/dev/null\n".formatted(hung, go));
    try (GitWriter writer = writer();
        var threads = Executors.newSingleThreadExecutor()) {
      Future<Outcome> outcome = threads.submit(() -> write(writer));
      awaitHung(outcome);
      operations.beginNoMore();
      Files.writeString(go, "go");
      assertInstanceOf(Pushed.class, outcome.get(), outcome::toString);
      assertInstanceOf(Unreachable.class, writer.fetch());
    }
    assertEquals(2, lab.commits());
  }

  @Test
  void beginsNoOperationWhenTheProcessEnds() {
    operations.close();
    try (GitWriter writer = writer()) {
      Fetched fetched = writer.fetch();
      assertTrue(fetched.toString().contains("the process was told to end"), fetched::toString);
    }
  }
}
