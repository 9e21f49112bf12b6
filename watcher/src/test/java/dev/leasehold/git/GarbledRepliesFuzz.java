package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Garbles the replies of a Git server for a given time: one series of rounds per seed, with the
 * memory, threads and files in use after each. {@code .build/fuzz} starts it.
 */
final class GarbledRepliesFuzz {
  private static final int ROUNDS = 40;
  private static final long MORE_HEAP_BYTES = 24 << 20;
  private static final int MORE_THREADS = 40;
  private static final int MORE_FILES = 100;

  private GarbledRepliesFuzz() {}

  private record Use(long heapBytes, int threads, int files) {
    static Use now() throws IOException {
      System.gc();
      try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
        return new Use(
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
            ManagementFactory.getThreadMXBean().getThreadCount(),
            (int) files.count());
      }
    }

    boolean isFarAbove(Use other) {
      return heapBytes > other.heapBytes + MORE_HEAP_BYTES
          || threads > other.threads + MORE_THREADS
          || files > other.files + MORE_FILES;
    }
  }

  /**
   * Runs one seed after the other.
   *
   * @param arguments the number of seconds, and optionally a seed to repeat
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    boolean repeats = arguments.length > 1;
    long first = repeats ? Long.parseLong(arguments[1]) : 1;
    long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(arguments[0])).toNanos();
    Map<String, Integer> outcomes = new TreeMap<>();
    Use before = null;
    Use after = Use.now();
    int calls = 0;
    long seed = first;
    do {
      Path directory = Files.createTempDirectory("leasehold-garbled");
      try (GarbledSeries series = new GarbledSeries(seed, directory)) {
        series.run(ROUNDS);
        calls += series.calls();
        series.outcomes().forEach((outcome, times) -> outcomes.merge(outcome, times, Integer::sum));
        after = Use.now(); // what the writer keeps counts too
        before = before == null ? after : before;
      } finally {
        delete(directory);
      }
      out.printf(
          "seed %d: %d calls, heap %.1f MiB, %d threads, %d files%n",
          seed, calls, after.heapBytes / 1048576.0, after.threads, after.files);
      seed++;
    } while (!repeats && System.nanoTime() < end);
    outcomes.forEach((outcome, times) -> out.printf("%7d %s%n", times, outcome));
    if (after.isFarAbove(before)) {
      throw new AssertionError("it grows: from " + before + " to " + after);
    }
    out.printf("Done %d calls in %d series%n", calls, seed - first);
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
