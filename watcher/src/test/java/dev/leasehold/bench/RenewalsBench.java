package dev.leasehold.bench;

import java.nio.file.Path;
import java.time.Duration;

/** Memory of a watcher with a server that sets T1 to one second. */
final class RenewalsBench {
  private static final int RENEW_SECONDS = 1;
  private static final int FIRST_LOOK = 100;

  private RenewalsBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface,
   * and the number of minutes to renew.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Duration length = Duration.ofMinutes(Integer.parseInt(arguments[4]));
    try (Remote remote = Remote.create(folder, Remote.Acquisition.delegated(arguments[2]), 0);
        DelegationServer server = new DelegationServer(arguments[3], RENEW_SECONDS);
        Watcher watcher = Watcher.start(folder, arguments[1], remote)) {
      remote.awaitCommit().orElseThrow();
      long end = System.nanoTime() + length.toNanos();
      while (server.renewals() < FIRST_LOOK) {
        Thread.sleep(10);
      }
      System.out.printf("%,6d renewals of a daemon: %s%n", server.renewals(), watcher.memory());
      Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      watcher.mustBeHealthy();
      System.out.printf("%,6d renewals of a daemon: %s%n", server.renewals(), watcher.memory());
    }
  }
}
