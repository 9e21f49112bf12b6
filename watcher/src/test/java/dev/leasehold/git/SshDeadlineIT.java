package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.git.Outcome.Unreachable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An SSH server whose program hangs, trickles, or stops in the middle. The test controls the clock
 * and advances it after the server hangs.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class SshDeadlineIT extends OpenSshLab {
  private static final Duration STEP = Duration.ofSeconds(2);

  private final AtomicLong nanos = new AtomicLong();
  private final Operations operations = new Operations(Timeouts.DEFAULT, nanos::get);
  private GitTarget target;
  private Path hung;

  @BeforeEach
  void noise() throws IOException {
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    Files.write(lab.people.resolve("network/noise.bin"), noise);
    lab.pushAll();
    hung = directory.resolve("hung");
    target = target(server.failingKey, knownHosts, server.url(lab.remote));
  }

  private GitWriter writer() {
    return new GitWriter(
        target, lab.state, () -> GitScenario.NOW, new Random(1), pause -> {}, operations);
  }

  private static Outcome write(GitWriter writer) {
    return writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
  }

  /** The result of a write with this behaviour of the server's program, as time passes. */
  private Unreachable writeWhile(GitWriter writer, String program, String does) throws Exception {
    return runWhile(() -> write(writer), program, does);
  }

  private Unreachable runWhile(Callable<Object> operation, String program, String does)
      throws Exception {
    Files.writeString(
        server.failure,
        "case $SSH_ORIGINAL_COMMAND in %s*) %s ;; esac\n"
            .formatted(
                program,
                does.replace("HUNG", hung.toString())
                    .replace("RUN", "git-shell -c \"$SSH_ORIGINAL_COMMAND\"")));
    try (var threads = Executors.newSingleThreadExecutor()) {
      Object outcome = awaited(threads.submit(operation));
      return assertInstanceOf(Unreachable.class, outcome, outcome.toString());
    } finally {
      Files.delete(server.failure);
    }
  }

  /** Time passes from when the server hangs. */
  private <T> T awaited(Future<T> written) throws Exception {
    while (true) {
      try {
        return written.get(200, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        nanos.addAndGet(Files.exists(hung) ? STEP.toNanos() : 0);
      }
    }
  }

  private void assertGoesOn(GitWriter writer, int commits) {
    Outcome outcome = write(writer);
    assertInstanceOf(Pushed.class, outcome, outcome.toString());
    assertEquals(commits, lab.commits());
    Path damaged = lab.state.resolveSibling(lab.state.getFileName() + ".damaged");
    assertTrue(Files.notExists(damaged), damaged + " exists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      textBlock =
          """
          git-upload-pack @ touch HUNG; exec cat >/dev/null @ cloning: the server did not send its refs for 5 s
          git-upload-pack @ RUN | { head -c 100; touch HUNG; exec cat >/dev/null; } @ stopped in the middle
          git-upload-pack @ RUN | { dd bs=1 count=30000 2>/dev/null; touch HUNG; exec cat >/dev/null; } @ no byte came for 30 s
          git-receive-pack @ touch HUNG; exec cat >/dev/null @ pushing: the server did not send its refs for 5 s
          git-receive-pack @ RUN | { head -c 100; touch HUNG; exec cat >/dev/null; } @ stopped in the middle
          """)
  void endsWhatHangsAndGoesOn(String program, String does, String words) throws Exception {
    try (GitWriter writer = writer()) {
      Unreachable ended = writeWhile(writer, program, does);
      assertTrue(ended.reason().contains(words), ended.reason());
      assertTrue(ended.reason().contains(target.url()), ended.reason());
      assertEquals(Optional.empty(), ended.unanswered(), "nothing was sent");
      assertGoesOn(writer, 3);
    }
  }

  /** Which deadline it is depends on how the bytes fall: {@link OperationTest}. */
  @Test
  void givesUpOnATricklingServer() throws Exception {
    try (GitWriter writer = writer()) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      String trickles = "printf fff0; touch HUNG; while :; do printf x; sleep 1; done";
      Unreachable ended = runWhile(writer::fetch, "git-upload-pack", trickles);
      assertTrue(ended.reason().contains("was closed: looking at the branch"), ended.reason());
      assertGoesOn(writer, 3);
    }
  }

  @Test
  void countsAHangingPushThatLandedAsPushed() throws Exception {
    lab.hook("post-receive", "touch %s; exec sleep 20\n".formatted(hung));
    try (GitWriter writer = writer();
        var threads = Executors.newSingleThreadExecutor()) {
      Future<Outcome> written = threads.submit(() -> write(writer));
      while (Files.notExists(hung)) {
        try {
          throw new AssertionError("it did not hang: " + written.get(50, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          // Not yet.
        }
      }
      nanos.addAndGet(Timeouts.DEFAULT.push().plusSeconds(1).toNanos());
      assertInstanceOf(Pushed.class, written.get(), written::toString);
    }
    assertEquals(3, lab.commits());
  }
}
