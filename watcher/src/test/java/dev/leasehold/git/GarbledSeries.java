package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome.NoChange;
import dev.leasehold.git.Outcome.Pushed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A writer works with a server whose replies are cut and garbled, round after round, as one seed
 * has it. In each round it tries a few times while they are; then the server behaves, and the next
 * write must put the change on the branch: once, whatever the tries before have done.
 *
 * <p>The clock is the test's. It moves while a reply is garbled and no octet passes, so that what
 * waits for ever reaches its deadline at once.
 */
final class GarbledSeries implements AutoCloseable {
  private static final Timeouts TIMEOUTS =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));
  private static final Duration STEP = Duration.ofSeconds(3);
  private static final int POLL_MILLIS = 50;

  /** A call consists of a few dozen operations at most, each of which has its deadline. */
  private static final Duration HANGS = Duration.ofMinutes(20);

  /** A limit in case an operation never ends. */
  private static final int MOST_POLLS = 4_000;

  private final long seed;
  private final Path directory;
  private final GitScenario lab;
  private final GarblingServer server;
  private final ExecutorService threads;
  private final AtomicReference<Thread> worker = new AtomicReference<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private GitWriter writer;
  private int states;
  private int calls;

  GarbledSeries(long seed, Path directory) throws IOException, GeneralSecurityException {
    this.seed = seed;
    this.directory = directory;
    lab = GitScenario.withPackage(directory);
    server = new GarblingServer(directory.resolve("server"));
    threads =
        Executors.newSingleThreadExecutor(work -> {
          Thread thread = Thread.ofPlatform().daemon().name("writer").unstarted(work);
          worker.set(thread);
          return thread;
        });
    writer = writer();
  }

  private GitWriter writer() {
    Path state = directory.resolve("state/" + states + ".git");
    return new GitWriter(
        server.target(lab.remote),
        state,
        () -> GitScenario.NOW,
        new Random(seed),
        pause -> {},
        new Operations(TIMEOUTS, nanos::get));
  }

  void run(int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      try {
        round(new Random(seed * 1_000 + round), "content " + round + "\n");
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ", round " + round + ": " + e.getMessage(), e);
      }
    }
    lab.remoteGit("fsck", "--strict");
    GitScenario.git(directory.resolve("state/" + states + ".git"), "fsck");
  }

  private void round(Random random, String content) throws Exception {
    if (random.nextInt(5) == 0) {
      writer.close();
      states++;
      writer = writer();
    }
    if (random.nextInt(4) == 0) {
      byte[] noise = new byte[random.nextInt(100_000)];
      random.nextBytes(noise);
      GitScenario.git(lab.people, "pull", "-q", "--ff-only", "origin", "main");
      Files.write(lab.people.resolve("network/noise.bin"), noise);
      lab.pushAll();
    }
    long before = commits();
    server.garble(random.nextLong());
    for (int i = random.nextInt(3); i >= 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> count("fetch", call(writer::fetch, true));
        case 1 -> count("may push", call(writer::mayPush, true));
        default -> count("write", call(() -> write(content), true));
      }
    }
    server.serve();
    Outcome outcome = call(() -> write(content), false);
    count("then", outcome);
    assertTrue(outcome instanceof Pushed || outcome instanceof NoChange, outcome::toString);
    assertEquals(before + 1, commits(), "commits");
    assertEquals(content, lab.file("network/pool.yaml"));
  }

  private Outcome write(String content) {
    return writer.write(tip -> GitScenario.change("pool.yaml", content));
  }

  private long commits() {
    return Long.parseLong(lab.remoteGit("rev-list", "--count", "main").strip());
  }

  private <T> T call(Callable<T> work, boolean garbled) throws Exception {
    calls++;
    Future<T> called = threads.submit(work);
    long octets = server.octets();
    Duration still = Duration.ZERO;
    for (int poll = 0; poll < MOST_POLLS && still.compareTo(HANGS) < 0; poll++) {
      try {
        return called.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (garbled && octets == server.octets()) {
          nanos.addAndGet(STEP.toNanos());
          still = still.plus(STEP);
        }
        octets = server.octets();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
    Thread thread = worker.get();
    throw new AssertionError(
        "it hangs:\n" + (thread == null ? "" : Arrays.toString(thread.getStackTrace())));
  }

  private void count(String what, Object outcome) {
    String kind =
        switch (outcome) {
          case Outcome.Unreachable(_, var unanswered) when unanswered.isPresent() -> "Unanswered";
          case Optional<?> why when why.isEmpty() -> "yes";
          case Optional<?> why -> why.get().getClass().getSimpleName();
          default -> outcome.getClass().getSimpleName();
        };
    outcomes.merge(what + ": " + kind, 1, Integer::sum);
  }

  int calls() {
    return calls;
  }

  /** The number of calls by operation and outcome. */
  Map<String, Integer> outcomes() {
    return outcomes;
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    writer.close();
    server.close();
  }
}
