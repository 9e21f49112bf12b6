package dev.leasehold.bench;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Processor time of an idle watcher: it has a delegation, receives the same advertisement every ten
 * seconds, and fetches its branch.
 */
final class IdleBench {
  private static final int RENEW_SECONDS = 1800;
  private static final Duration BETWEEN_ADVERTISEMENTS = Duration.ofSeconds(10);

  /** The time for the work after a start: compilation, the first commit, the first fetches. */
  private static final Duration SETTLING = Duration.ofSeconds(60);

  private IdleBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface,
   * and the number of minutes to measure.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Duration measured = Duration.ofMinutes(Integer.parseInt(arguments[4]));
    try (Remote remote = Remote.create(folder, Remote.Acquisition.both(arguments[2]), 0);
        DelegationServer server = new DelegationServer(arguments[3], RENEW_SECONDS);
        Provider provider = new Provider(arguments[3]);
        Watcher watcher = Watcher.start(folder, arguments[1], remote)) {
      remote.awaitCommit().orElseThrow();
      provider.renumber();
      advertise(provider, SETTLING);
      long start = watcher.cpuMillis();
      advertise(provider, measured);
      long used = watcher.cpuMillis() - start;
      watcher.mustBeHealthy();
      System.out.printf(
          "%d minutes: %d ms of processor time, %.1f s an hour, %.3f %% of a processor;"
              + " %d renewals, %s%n",
          measured.toMinutes(),
          used,
          used / 1e3 * 60 / measured.toMinutes(),
          used / 1e1 / measured.toSeconds(),
          server.renewals(),
          watcher.memory());
    }
  }

  private static void advertise(Provider provider, Duration length) throws Exception {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      provider.repeat();
      Thread.sleep(BETWEEN_ADVERTISEMENTS);
    }
  }
}
