package dev.leasehold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leasehold.git.GitTarget;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.SeedRepository;
import dev.leasehold.git.Timeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Many watchers on one branch, each with a folder and a clone of its own, which all write at the
 * same time: the time until everything landed, the tries of a commit, and what was lost.
 */
final class WritersBench {
  private static final int CHANGES = 20;

  private WritersBench() {}

  /** Arguments: an empty folder, the namespace of the server, the numbers of writers. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (SshServer server = SshServer.start(folder, arguments[1])) {
      for (int i = 2; i < arguments.length; i++) {
        run(folder, server, Integer.parseInt(arguments[i]));
      }
    }
  }

  private static void run(Path folder, SshServer server, int writers) throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    IntStream.range(0, writers).forEach(i -> files.put("site-" + i + "/a.yaml", new byte[] {'\n'}));
    Path remote = folder.resolve("remote-" + writers + ".git");
    SeedRepository repository =
        SeedRepository.create(
            remote,
            files,
            new GitTarget.Author("Bench", "bench@example.org"),
            InstantSource.system().instant(),
            "Begin\n");
    AtomicLong tries = new AtomicLong();
    AtomicLong givenUp = new AtomicLong();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      var all =
          IntStream.range(0, writers)
              .mapToObj(i ->
                  (Callable<Void>)
                      () -> {
                        write(folder, server.target(remote, "site-" + i), i, tries, givenUp);
                        return null;
                      })
              .toList();
      for (Future<Void> done : threads.invokeAll(all)) {
        done.get();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    int landed = repository.commits() - 1;
    System.out.printf(
        "%2d writers, %d changes each: %6.1f s, %.2f tries a commit, %d lost, %d writes began again%n",
        writers,
        CHANGES,
        seconds,
        (double) tries.get() / landed,
        writers * CHANGES - landed,
        givenUp.get());
  }

  private static void write(
      Path folder, GitTarget target, int number, AtomicLong tries, AtomicLong givenUp)
      throws Exception {
    Path clone = Files.createTempDirectory(folder, "clone-").resolve("git");
    try (GitWriter writer =
        new GitWriter(
            target,
            clone,
            InstantSource.system(),
            new SplittableRandom(number),
            pause -> Thread.sleep(pause),
            new Operations(Timeouts.DEFAULT, System::nanoTime))) {
      for (int change = 0; change < CHANGES; change++) {
        byte[] content = ("change: " + change + "\n").getBytes(UTF_8);
        while (true) {
          Outcome outcome =
              writer.write(_ ->
                  new Proposal.Change(Map.of("a.yaml", content), Set.of(), "Change " + number));
          if (outcome instanceof Outcome.Pushed pushed) {
            tries.addAndGet(pushed.attempts());
            break;
          }
          if (!(outcome instanceof Outcome.Unreachable)) {
            throw new IllegalStateException(outcome.toString());
          }
          givenUp.incrementAndGet();
          tries.addAndGet(10);
        }
      }
    }
  }
}
