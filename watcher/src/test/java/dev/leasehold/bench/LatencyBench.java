package dev.leasehold.bench;

import java.nio.file.Path;

/**
 * The time from sending an advertisement until the remote branch points to the resulting commit,
 * one renumbering at a time.
 */
final class LatencyBench {
  private static final int WARM_UP = 20;
  private static final int MEASURED = 200;

  /** The time for the work of the watcher after the push. */
  private static final int REST_MILLIS = 100;

  private LatencyBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Figures warm = new Figures();
    try (Remote remote = Remote.create(folder, Remote.Acquisition.advertised(arguments[2]), 0);
        Provider provider = new Provider(arguments[3])) {
      long start = System.nanoTime();
      try (Watcher watcher = Watcher.start(folder, arguments[1], remote)) {
        System.out.printf("start to listening  %7.1f ms%n", (System.nanoTime() - start) / 1e6);
        System.out.printf("first commit        %7.1f ms%n", commit(provider, remote) / 1e6);
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
          Thread.sleep(REST_MILLIS);
          long took = commit(provider, remote);
          if (i >= WARM_UP) {
            warm.add(took);
          }
        }
        watcher.mustBeHealthy();
      }
    }
    System.out.printf(
        "warm, %d commits   %7.1f ms p50, %.1f ms p95, %.1f ms at most%n",
        MEASURED, warm.percentile(50) / 1e6, warm.percentile(95) / 1e6, warm.percentile(100) / 1e6);
  }

  private static long commit(Provider provider, Remote remote) throws Exception {
    long sent = provider.renumber();
    return remote.awaitCommit().orElseThrow() - sent;
  }
}
