package dev.leasehold.bench;

import java.nio.file.Path;

/**
 * Resident memory of the watcher after an hour of advertisements, one every three seconds, with
 * twenty renumberings among them; sent as fast as they are handled.
 */
final class MemoryBench {
  private static final int ADVERTISEMENTS = 1_200;
  private static final int RENUMBERINGS = 20;

  private MemoryBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface,
   * and how many manifests lie in the repository besides ours.
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
          Thread.sleep(1); // so that few overflow the queue and are dropped
        }
      }
      // They are handled in order: with this commit all are.
      renumber(provider, remote);
      watcher.mustBeContent();
      System.out.printf("%,d other manifests, an hour later: %s%n", others, watcher.memory());
    }
  }

  private static void renumber(Provider provider, Remote remote) throws Exception {
    provider.renumber();
    while (remote.awaitCommit().isEmpty()) {
      System.out.println("an advertisement was lost; said again");
      provider.repeat();
    }
  }
}
