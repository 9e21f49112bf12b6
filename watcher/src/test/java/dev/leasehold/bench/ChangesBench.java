package dev.leasehold.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The time from the packet to the commit for each kind of change: announced, withdrawn, and no
 * longer announced, by Router Advertisements and by DHCPv6. minStable has its default, and drains
 * are off.
 */
final class ChangesBench {
  private static final int ROUNDS = 12;
  private static final String MIN_STABLE = "5s";

  /**
   * How often a router repeats its prefixes before one disappears, so that it is known not to
   * split.
   */
  private static final int REPEATS = 3;

  private static final int BETWEEN_MILLIS = 200;

  private ChangesBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    for (Provider.Change change : Provider.Change.values()) {
      Path advertised = Files.createDirectory(folder.resolve("ra-" + change));
      try (Remote remote =
              Remote.create(
                  advertised, Remote.Acquisition.advertised(arguments[2]), 0, MIN_STABLE);
          Provider provider = new Provider(arguments[3]);
          Watcher watcher = Watcher.start(advertised, arguments[1], remote)) {
        provider.renumber();
        remote.awaitCommit().orElseThrow();
        Figures figures = new Figures();
        for (int i = 0; i < ROUNDS; i++) {
          for (int repeat = 0; repeat < REPEATS; repeat++) {
            Thread.sleep(BETWEEN_MILLIS);
            provider.repeat();
          }
          Thread.sleep(BETWEEN_MILLIS);
          long sent = provider.renumber(change);
          figures.add(remote.awaitCommit().orElseThrow() - sent);
        }
        watcher.mustBeHealthy();
        print("advertisement", change, figures);
      }
    }
    for (Provider.Change change : Provider.Change.values()) {
      Path delegated = Files.createDirectory(folder.resolve("dhcpv6-" + change));
      try (Remote remote =
              Remote.create(delegated, Remote.Acquisition.delegated(arguments[2]), 0, MIN_STABLE);
          DelegationServer server = new DelegationServer(arguments[3], 1);
          Watcher watcher = Watcher.start(delegated, arguments[1], remote)) {
        remote.awaitCommit().orElseThrow();
        Figures figures = new Figures();
        for (int i = 0; i < ROUNDS; i++) {
          long sent = server.renumber(change);
          figures.add(remote.awaitCommit().orElseThrow() - sent);
        }
        watcher.mustBeHealthy();
        print("DHCPv6", change, figures);
      }
    }
  }

  private static void print(String source, Provider.Change change, Figures figures) {
    System.out.printf(
        "%-13s %-9s %8.0f ms p50, %.0f ms p95%n",
        source, change, figures.percentile(50) / 1e6, figures.percentile(95) / 1e6);
  }
}
