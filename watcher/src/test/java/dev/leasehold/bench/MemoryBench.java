package dev.leasehold.bench;

import java.nio.file.Path;

/**
 * Resident memory of the watcher after the advertisements of an hour (one every three seconds, with
 * twenty renumberings), sent as fast as the watcher handles them.
 */
final class MemoryBench {
  private static final int ADVERTISEMENTS = 1_200;
  private static final int RENUMBERINGS = 20;

  private MemoryBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface,
   * and the number of unrelated manifests in the repository.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int others = Integer.parseInt(arguments[4]);
    try (Remote remote =
            Remote.create(folder, Remote.Acquisition.advertised(arguments[2]), others);
        Provider provider = new Provider(arguments[3]);
        Watcher watcher = Watcher.start(folder, arguments[1], remote)) {
      System.out.printf("%,d other manifests, listening: %s%n", others, watcher.memory());
      for (int i = 0; i < ADVERTISEMENTS; i++) {
        if (i % (ADVERTISEMENTS / RENUMBERINGS) == 0) {
          renumber(provider, remote);
        } else {
          provider.repeat();
          Thread.sleep(1); // a pause, so that the queue drops few packets
        }
      }
      // Advertisements are handled in order, so this commit shows that all were handled.
      renumber(provider, remote);
      watcher.mustBeHealthy();
      System.out.printf("%,d other manifests, an hour later: %s%n", others, watcher.memory());
    }
  }

  private static void renumber(Provider provider, Remote remote) throws Exception {
    provider.renumber();
    while (remote.awaitCommit().isEmpty()) {
      System.out.println("an advertisement was lost; sent again");
      provider.repeat();
    }
  }
}
