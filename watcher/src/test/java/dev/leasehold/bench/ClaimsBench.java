package dev.leasehold.bench;

import dev.leasehold.cli.ClaimedRepository;
import dev.leasehold.cli.WatchProcess;
import dev.leasehold.router.RouterLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Public addresses through a router in a network namespace, with OpenSSH, busybox udhcpc and
 * dnsmasq: the time from a committed claim to its pool block on the branch, many claims at once, a
 * reboot of the router, and the memory of the watcher.
 */
final class ClaimsBench {
  private static final int WARM_UP = 2;
  private static final int MEASURED = 20;
  private static final int TOGETHER = 50;
  private static final int MANY = 200;
  private static final Duration LONGEST = Duration.ofMinutes(8);

  private ClaimsBench() {}

  /** Argument: an empty folder. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (RouterLab lab = RouterLab.up(Files.createDirectories(folder.resolve("lab")))) {
      lab.dhcpUp("203.0.113.3", "203.0.113.250");
      one(Files.createDirectories(folder.resolve("one")), lab);
    }
    try (RouterLab lab = RouterLab.up(Files.createDirectories(folder.resolve("lab2")))) {
      lab.dhcpUp("203.0.113.3", "203.0.113.250");
      many(Files.createDirectories(folder.resolve("many")), lab);
    }
  }

  private static void one(Path folder, RouterLab lab) throws Exception {
    ClaimedRepository repository =
        ClaimedRepository.create(folder, lab, "{window: 2s, perMinute: 0, perHour: 0}");
    Figures figures = new Figures();
    try (WatchProcess watch = repository.watch()) {
      watch.awaitLine("start", LONGEST, line -> line.contains("status page"));
      for (int i = 1; i <= WARM_UP + MEASURED; i++) {
        String name = "ip-" + i;
        repository.write("intent/" + name + ".yaml", repository.claim(name));
        repository.push("Claim " + name); // ends with the webhook
        long start = System.nanoTime();
        watch.awaitLine(
            name, LONGEST, line -> line.contains(" pushed ") && line.contains(name + ": "));
        if (i > WARM_UP) {
          figures.add(System.nanoTime() - start);
        }
      }
    }
    System.out.printf(
        "claim committed to pool block  %7.0f ms p50, %.0f ms p95 of %d (spec.batch.window: 2s)%n",
        figures.percentile(50) / 1e6, figures.percentile(95) / 1e6, MEASURED);
  }

  private static void many(Path folder, RouterLab lab) throws Exception {
    ClaimedRepository repository =
        ClaimedRepository.create(folder, lab, "{window: 2s, perMinute: 6, perHour: 0}");
    try (WatchProcess watch = repository.watch()) {
      watch.awaitLine("start", LONGEST, line -> line.contains("status page"));
      leaseUpTo(TOGETHER, 0, repository, watch, lab);
      reboot(watch, lab);
      leaseUpTo(MANY, TOGETHER, repository, watch, lab);
      System.out.printf(
          "memory with %d claims          %7d MiB resident%n", MANY, watch.memory() >> 20);
    }
  }

  private static void leaseUpTo(
      int count, int before, ClaimedRepository repository, WatchProcess watch, RouterLab lab)
      throws Exception {
    for (int i = before + 1; i <= count; i++) {
      repository.write("intent/ip-" + i + ".yaml", repository.claim("ip-" + i));
    }
    int commits = repository.subjects().size() + 1;
    repository.push("Claim many");
    long start = System.nanoTime();
    int leased = before;
    while (leased < count) {
      watch.awaitLine("lease", LONGEST, line -> line.contains(" pushed "));
      leased = (int) repository.files().stream().filter(f -> f.startsWith("leases/ip-")).count();
    }
    System.out.printf(
        "%d claims at once              %7.1f s, %d commits, %d SSH connection%n",
        count - before,
        (System.nanoTime() - start) / 1e9,
        repository.subjects().size() - commits,
        lab.connections());
  }

  private static void reboot(WatchProcess watch, RouterLab lab) throws Exception {
    lab.reboot();
    long start = System.nanoTime();
    for (int i = 1; i <= TOGETHER; i++) {
      while (!Files.exists(lab.file("wan-ip-" + i + ".lease"))) {
        Thread.sleep(20);
      }
    }
    System.out.printf(
        "reboot to %d claims held again  %7.1f s (a look every 30 s)%n",
        TOGETHER, (System.nanoTime() - start) / 1e9);
    watch.says(Duration.ofMillis(1), _ -> false); // what it said about that
  }
}
