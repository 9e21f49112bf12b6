package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.notify.ServerLab;
import dev.leasehold.router.RouterLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged watcher with a real router, API server and repository keeps an address free. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class AutoscalerIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Pattern SHOWN_AT = Pattern.compile("^it at (\\S+): ");

  @TempDir private Path folder;
  private ServerLab cluster;
  private RouterLab lab;
  private ClaimedRepository repository;

  @BeforeEach
  void up() throws Exception {
    cluster = new ServerLab(folder);
    cluster.up("apiserver");
    cluster.account("autoscaler");
    lab = RouterLab.up(Files.createDirectories(folder.resolve("lab")));
    lab.dhcpUp("203.0.113.40", "203.0.113.60");
    repository = ClaimedRepository.create(folder, lab, "{window: 0s, perMinute: 0, perHour: 0}");
    cluster.newToken(folder.resolve("kubeconfig"));
    repository.configureCluster("{kubeconfig: kubeconfig}");
  }

  @AfterEach
  void down() throws Exception {
    try {
      if (lab != null) {
        lab.close();
      }
    } finally {
      cluster.close();
    }
  }

  private static void awaitPush(WatchProcess watch, String what) throws Exception {
    watch.awaitLine(what, SOON, line -> line.contains(" pushed ") && line.contains(what));
  }

  private static void until(String what, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (!holds.call()) {
      assertTrue(System.nanoTime() < end, "never: " + what);
    }
  }

  /** A Service to which the load balancer gave an address. */
  private void serve(String name, String address) throws Exception {
    String _ =
        cluster.kubectl("create", "service", "loadbalancer", name, "--tcp=80:80", "-n", "default");
    String _ =
        cluster.kubectl(
            "patch",
            "service",
            name,
            "-n",
            "default",
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\": {\"loadBalancer\": {\"ingress\": [{\"ip\": \"" + address + "\"}]}}}");
  }

  private Instant shownAt() {
    Matcher at = SHOWN_AT.matcher(repository.status());
    return at.find() ? Instant.parse(at.group(1)) : Instant.MIN;
  }

  @Test
  void keepsOneAddressFree() throws Exception {
    repository.write(
        "intent/warm.yaml",
        repository.autoscaler("warm", "  minFree: 1\n  max: 3\n  scaleDownDelay: 8s\n"));
    repository.push("Keep an address free");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "warm-1: wan-warm-1 on 127.0.0.1 holds");
      until("steady", () -> repository.status().contains("autoscaler warm: Steady, 1 of 1"));

      // used up: one more
      serve("web", repository.address("warm-1"));
      awaitPush(watch, "PublicIPAutoscaler warm keeps 1 free, and 1 of 1 are in use");
      String second = repository.address("warm-2");
      assertTrue(repository.file("manifests/pool.yaml").contains(second + "/32"));

      // free again: the highest one goes, after the delay
      Instant freed = Instant.now();
      String _ = cluster.kubectl("delete", "service", "web", "-n", "default");
      awaitPush(watch, second + " leaves its pool, and then the router releases wan-warm-2");
      assertFalse(Instant.now().isBefore(freed.plusSeconds(8)));
      assertFalse(repository.file("manifests/pool.yaml").contains(second + "/32"));
      until("released", () -> !lab.links().contains("wan-warm-2"));

      // the API server is away: nothing changes
      serve("web", repository.address("warm-1"));
      awaitPush(watch, "PublicIPAutoscaler warm keeps 1 free, and 1 of 1 are in use");
      String _ = cluster.kubectl("delete", "service", "web", "-n", "default");
      cluster.crashApiServer();
      int commits = repository.subjects().size();
      until("unknown", () -> repository.status().contains("autoscaler warm: UseUnknown"));
      Instant later = Instant.now().plusSeconds(16); // twice the delay
      until("time to pass", () -> shownAt().isAfter(later));
      assertEquals(commits, repository.subjects().size());
      assertTrue(
          repository.status().contains("the number stays: Services are not known: "),
          repository.status());

      cluster.up("apiserver"); // with other keys
      cluster.newToken(folder.resolve("kubeconfig"));
      awaitPush(watch, "PublicIPAutoscaler warm keeps 1 free, and has 2 of 2 free for 8s");
      watch.terminate();
    }
  }

  @Test
  void saysThatItMayNotListServices() throws Exception {
    String _ = cluster.kubectl("delete", "clusterrolebinding", "leasehold-autoscaler");
    repository.write("intent/warm.yaml", repository.autoscaler("warm", "  minFree: 2\n"));
    repository.push("Keep two addresses free");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "warm-1: wan-warm-1 on 127.0.0.1 holds");
      until("both", () -> repository.status().contains("UseUnknown, 2 of 2 addresses in Git"));
      String status = repository.status();
      assertTrue(status.contains("services"), status);
      assertTrue(status.contains("leasehold:leasehold"), status);
      watch.terminate();
    }
  }
}
